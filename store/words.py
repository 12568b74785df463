"""The closed vocabularies of the domain. Tables, rules and schemas all take their words from here."""

from enum import StrEnum


class OrderState(StrEnum):
    OPEN = "open"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class Milestone(StrEnum):
    """The steps a buyer thinks in, in the order of the journey."""

    ORDERED = "ordered"
    VIN_ASSIGNED = "vin_assigned"
    IN_PRODUCTION = "in_production"
    BUILT = "built"
    READY_TO_SHIP = "ready_to_ship"
    IN_TRANSIT = "in_transit"
    IN_STORAGE = "in_storage"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"


class StageKind(StrEnum):
    TRANSPORT = "transport"
    STORAGE = "storage"


class Mode(StrEnum):
    TRUCK = "truck"
    RAIL = "rail"
    VESSEL = "vessel"
    DRIVEN = "driven"


class HandoverMode(StrEnum):
    DELIVERY = "delivery"
    PICKUP = "pickup"


class PlaceKind(StrEnum):
    PLANT = "plant"
    YARD = "yard"
    PORT = "port"
    RAILHEAD = "railhead"
    HUB = "hub"
    STORE = "store"
    OUTLET = "outlet"


class EventType(StrEnum):
    """Business steps of GS1 EPCIS 2.0 (CBV) that a car can go through."""

    ACCEPTING = "accepting"
    LOADING = "loading"
    DEPARTING = "departing"
    TRANSPORTING = "transporting"
    ARRIVING = "arriving"
    UNLOADING = "unloading"
    STORING = "storing"
    HOLDING = "holding"
    INSPECTING = "inspecting"
    REPAIRING = "repairing"
    STAGING_OUTBOUND = "staging_outbound"
    SHIPPING = "shipping"
    RECEIVING = "receiving"
    COMMISSIONING = "commissioning"
    RETAIL_SELLING = "retail_selling"


class Classifier(StrEnum):
    """DCSA: how sure the reporter is."""

    PLANNED = "planned"
    ESTIMATED = "estimated"
    ACTUAL = "actual"


class Reason(StrEnum):
    WEATHER = "weather"
    TRAFFIC = "traffic"
    BREAKDOWN = "breakdown"
    ACCIDENT = "accident"
    CAPACITY = "capacity"
    PORT = "port"
    CUSTOMS = "customs"
    ROAD_CLOSED = "road_closed"
    HOLIDAY = "holiday"
    QUALITY_CHECK = "quality_check"
    REPAIR = "repair"
    DOCUMENTS = "documents"
    BUYER_REQUEST = "buyer_request"
    SHOP_REQUEST = "shop_request"
    OTHER = "other"


class ServiceKind(StrEnum):
    DEPOSIT = "deposit"
    FINANCE = "finance"
    INSURANCE = "insurance"
    TRADE_IN = "trade_in"
    REGISTRATION = "registration"
    CHARGER_INSTALLATION = "charger_installation"
    BATTERY_PLAN = "battery_plan"
    ACCESSORIES = "accessories"
    MAINTENANCE = "maintenance"
    MODIFICATION = "modification"
    TEST_DRIVE = "test_drive"


class ServiceStatus(StrEnum):
    OFFERED = "offered"
    REQUESTED = "requested"
    PENDING = "pending"
    SCHEDULED = "scheduled"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class CarState(StrEnum):
    """Where one car of a trip is."""

    EXPECTED = "expected"
    LOADED = "loaded"
    UNLOADED = "unloaded"
    MISSING = "missing"
    REFUSED = "refused"


LEFT_BEHIND = frozenset({CarState.MISSING, CarState.REFUSED})  # booked on a trip that goes without it


class Origin(StrEnum):
    """What filmed a clip."""

    HANDHELD = "handheld"
    FIXED_CAMERA = "fixed_camera"
    GATE = "gate"


class UploadStatus(StrEnum):
    AWAITING_PARTS = "awaiting_parts"  # part URLs were given out
    COMPLETED = "completed"  # the object is whole in storage
    ABORTED = "aborted"  # given up by its caller or by the sweep


class ClipStatus(StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    UPLOADED = "uploaded"
    PROCESSING = "processing"
    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"
    FAILED = "failed"
    REMOVED = "removed"


class CutStatus(StrEnum):
    PUBLISHED = "published"
    HELD = "held"
    REMOVED = "removed"


class VerdictCode(StrEnum):
    TOO_DARK = "too_dark"
    TOO_BLURRY = "too_blurry"
    TOO_SHAKY = "too_shaky"
    FROZEN = "frozen"
    NO_PICTURE = "no_picture"
    COVERED = "covered"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_A_VIDEO = "not_a_video"
    UNSUPPORTED = "unsupported"
    CORRUPT = "corrupt"
    HASH_MISMATCH = "hash_mismatch"
    WRONG_VEHICLE = "wrong_vehicle"
    SEEN_BEFORE = "seen_before"
    NEEDS_REVIEW = "needs_review"


class ShotCode(StrEnum):
    FRONT = "front"
    REAR = "rear"
    LEFT = "left"
    RIGHT = "right"
    ROOF = "roof"
    ODOMETER = "odometer"
    WALKAROUND = "walkaround"
    LOADED = "loaded"
    DAMAGE = "damage"


class EntryKind(StrEnum):
    MILESTONE = "milestone"
    EVENT = "event"
    CLIP = "clip"
    ETA = "eta"
    INSPECTION = "inspection"
    CASE = "case"
    NOTE = "note"
    SERVICE = "service"
    CORRECTION = "correction"


class Audience(StrEnum):
    """Whom an access token was made for; each token has exactly one."""

    BUYER = "buyer"
    DRIVER = "driver"
    CARRIER = "carrier"
    PARTNER = "partner"
    CONSOLE = "console"


class AgentRole(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Locale(StrEnum):
    EN = "en"
    ZH = "zh"


class InspectionKind(StrEnum):
    PICKUP = "pickup"
    HANDOVER = "handover"
    DELIVERY = "delivery"


class ExceptionCode(StrEnum):
    """What goes wrong so badly that the order says it beside its status, the gravest first."""

    THEFT = "theft"
    ACCIDENT = "accident"
    DAMAGE = "damage"


class CaseKind(StrEnum):
    CONCERN = "concern"
    CLAIM = "claim"
    QUESTION = "question"


class CaseState(StrEnum):
    OPEN = "open"
    WAITING_BUYER = "waiting_buyer"
    WAITING_CARRIER = "waiting_carrier"
    RESOLVED = "resolved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PartnerEvent(StrEnum):
    """What a shop's webhooks are told of."""

    MILESTONE_CHANGED = "order.milestone_changed"
    ETA_CHANGED = "order.eta_changed"
    CLIP_PUBLISHED = "clip.published"
    CLIP_REMOVED = "clip.removed"
    DAMAGE_PUBLISHED = "damage.published"
    CASE_ANSWERED = "case.answered"
    RECEIPT_RECORDED = "receipt.recorded"


class CarrierEvent(StrEnum):
    """What a carrier's webhooks are told of; never who the buyer is."""

    CLIP_PUBLISHED = "clip.published"
    CLIP_REJECTED = "clip.rejected"
    CLIP_HELD = "clip.held"
    STAGE_CHANGED = "stage.changed"
    TRIP_CHANGED = "trip.changed"
    INSPECTION_RECORDED = "inspection.recorded"


class WebhookState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"  # by its owner: messages wait
    DISABLED = "disabled"  # by us, after days of failures: new messages are not kept


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up


class AppointmentState(StrEnum):
    """How shop and buyer stand about when the car is handed over."""

    NONE = "none"  # the shop named no window
    PROPOSED = "proposed"  # the shop named one, the buyer has not answered
    CONFIRMED = "confirmed"  # both agree
    CHANGE_REQUESTED = "change_requested"  # the buyer asks for another one
    KEPT = "kept"  # the shop was asked and cannot do otherwise; the buyer may confirm or ask again


class ChangeReason(StrEnum):
    """Why a buyer asks for another appointment."""

    NOT_AVAILABLE = "not_available"
    TRAVEL = "travel"
    WORK = "work"
    HEALTH = "health"
    CHARGER_NOT_READY = "charger_not_ready"
    PAPERS_NOT_READY = "papers_not_ready"
    PAYMENT_NOT_READY = "payment_not_ready"
    OTHER = "other"


class ChangeAnswer(StrEnum):
    """What became of a buyer's request for another appointment."""

    AGREED = "agreed"  # the shop took one of the buyer's windows
    CHANGED = "changed"  # the shop named another one
    KEPT = "kept"  # the shop keeps its own
    WITHDRAWN = "withdrawn"  # the buyer confirmed or asked anew, the order was closed, or went to somebody else


class ReceiptCondition(StrEnum):
    AS_EXPECTED = "as_expected"
    WITH_REMARKS = "with_remarks"


class CaptureBehaviour(StrEnum):
    """EPCIS 2.0, GS1-Capture-Error-Behaviour."""

    ROLLBACK = "rollback"  # all events of a document or none
    PROCEED = "proceed"  # each judged on its own
