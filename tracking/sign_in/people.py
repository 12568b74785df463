"""What a caller may be told about itself."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Agent, Buyer, Carrier, Driver, Partner
from store.words import Audience
from tracking.sign_in.identity import Caller


def about(session: Session, caller: Caller) -> dict[str, str]:
    """`{role, name, company?, locale?, phone?, email?}` of the caller itself."""
    return {
        Audience.BUYER: _buyer,
        Audience.DRIVER: _driver,
        Audience.CARRIER: _carrier,
        Audience.PARTNER: _partner,
        Audience.CONSOLE: _agent,
    }[caller.audience](session, caller)


def _buyer(session: Session, caller: Caller) -> dict[str, str]:
    buyer = session.get_one(Buyer, caller.buyer_id)
    return {"role": "buyer", "name": buyer.name, "locale": buyer.locale, "phone": buyer.phone}


def _driver(session: Session, caller: Caller) -> dict[str, str]:
    driver, company = session.execute(
        select(Driver, Carrier.name)
        .join(Carrier, Carrier.id == Driver.carrier_id)
        .where(Driver.id == caller.driver_id)
    ).one()
    found = {"role": "driver", "name": driver.name, "company": company}
    return found | {"locale": driver.locale, "phone": driver.phone}


def _carrier(session: Session, caller: Caller) -> dict[str, str]:
    carrier = session.get_one(Carrier, caller.carrier_id)
    return {"role": "carrier", "name": carrier.name, "company": carrier.name}


def _partner(session: Session, caller: Caller) -> dict[str, str]:
    partner = session.get_one(Partner, caller.partner_id)
    return {"role": "partner", "name": partner.name, "company": partner.name}


def _agent(session: Session, caller: Caller) -> dict[str, str]:
    agent = session.get_one(Agent, caller.agent_id)
    return {"role": agent.role, "name": agent.name, "locale": agent.locale, "email": agent.email}
