"""The tables, in the words of the design."""

from store.tables.access import (
    AccessToken,
    Challenge,
    ClientKey,
    HandoffCode,
    IdempotencyKey,
    LimitCounter,
    PlaybackToken,
    RefreshToken,
    SignedIn,
)
from store.tables.care import Case, CaseMessage, Damage, Inspection
from store.tables.declarative import Table
from store.tables.epcis import EpcisCapture, EpcisEvent, EpcisReport
from store.tables.footage import Clip, ClipCar, Cut, OwedRenditions, Rendition, Upload
from store.tables.handover import ChangeRequest, Receipt
from store.tables.hooks import Webhook, WebhookDelivery
from store.tables.installation import Installation
from store.tables.journey import AuditEntry, Event, ParkedEvent, Stage, Trip
from store.tables.lanes import Lane, LaneCase, Pause
from store.tables.orders import Order, Service, Vehicle
from store.tables.people import Agent, Buyer, Camera, Carrier, Driver, Partner
from store.tables.places import Place
from store.tables.seen import Seen
from store.tables.timeline import TimelineEntry

__all__ = [
    "AccessToken",
    "Agent",
    "AuditEntry",
    "Buyer",
    "Camera",
    "Carrier",
    "Case",
    "CaseMessage",
    "Challenge",
    "ChangeRequest",
    "ClientKey",
    "Clip",
    "ClipCar",
    "Cut",
    "Damage",
    "Driver",
    "EpcisCapture",
    "EpcisEvent",
    "EpcisReport",
    "Event",
    "HandoffCode",
    "IdempotencyKey",
    "Inspection",
    "Installation",
    "Lane",
    "LaneCase",
    "LimitCounter",
    "Order",
    "OwedRenditions",
    "ParkedEvent",
    "Partner",
    "Pause",
    "Place",
    "PlaybackToken",
    "Receipt",
    "RefreshToken",
    "Rendition",
    "Seen",
    "Service",
    "SignedIn",
    "Stage",
    "Table",
    "TimelineEntry",
    "Trip",
    "Upload",
    "Vehicle",
    "Webhook",
    "WebhookDelivery",
]
