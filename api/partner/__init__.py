"""The shop's routes: its orders, the places and the carriers of this installation."""
