// English. `{name}` is filled in; a function gets the parameters where grammar needs more.
const count = (n, one, many) => (n === 1 ? one : many.replace("{n}", n));

export default {
  "orders.title": ({ n }) => (n === 1 ? "Your car" : "Your cars"),
  "orders.hello": "Hello, {name}",
  "orders.empty": "No car here yet",
  "orders.empty_lead": "As soon as your shop has sent us your order, it appears here.",
  "orders.open": "Follow the journey",
  "orders.number": "Order {number}",

  "state.cancelled": "This order was cancelled.",
  "state.returned": "This car was returned.",

  "order.latest": "Latest footage",
  "order.now": "Now",
  "order.way": "Journey",
  "order.news": "News",
  "order.no_clip": "The first video is still to come",
  "order.no_clip_lead": "As soon as somebody films your car, you see it here.",
  "order.next": "Up ahead",
  "order.next_window": "Expected {when}",
  "order.next_overdue": "This is taking longer than expected.",
  "order.to_do": "For you to do",
  "order.due": "Until {when}",
  "order.journey": "The journey",
  "order.handover": "Handover",
  "order.delivery": "Delivered to you",
  "order.pickup": "You pick it up",
  "order.bring": "Please bring",
  "order.balance": "Still to pay",
  "order.services": "With your car",
  "order.vin": "VIN",

  "bring.identity_card": "Identity card",
  "bring.driving_licence": "Driving licence",
  "bring.contract": "Contract",
  "bring.invoice": "Invoice",
  "bring.insurance": "Insurance papers",
  "bring.old_car": "Your former car and its papers",
};
