"""The bundled pool's month of use, September 2026, invented and signed with toy keys.

    python design/make_kazan_usage.py > pools/kazan/usage.jsonl
    python design/make_kazan_usage.py --keys        # the public keys for tariffs.yaml

The private keys follow from the parties' names, so they protect nothing; the pool holds only the
public ones. One record is disputed by who brought its customer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import UTC, datetime, timedelta

import numpy as np
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from artel.settlement.usage import disputed_text, signed_text

PARTIES = ("RU", "BY", "KZ", "AM", "KG", "AZ", "OP")
FIRST = datetime(2026, 9, 1, tzinfo=UTC)
MEMBERS = ("RU", "BY", "KZ", "AM", "KG")

# State and who brought it, kind of use, how often, least and most quantity | customer | assets.
USES = """
RU RU image 16 400 2600 | Rosleskhoz | KANOPUS-V 3, KANOPUS-V 4, KANOPUS-V-IK
RU RU image 9 100 900 | EMERCOM of Russia | KANOPUS-V 5, KONDOR-FKA 1, KAZEOSAT-2
RU RU image 8 800 4200 | Rosrybolovstvo | KONDOR-FKA 2, OBZOR-R 1
RU RU image 9 300 1800 | Gazprom | RESURS-P 4, BKA-2
RU RU link 10 120 480 | Gazprom | EXPRESS-AM8, EXPRESS-AMU1
RU RU message 12 60 420 | Rosmorport | GONETS-M 14, GONETS-M 17, GONETS-M 23
RU RU downlink 8 6 11 | Roscosmos | Pleshchenitsy, Astana
BY BY image 9 120 700 | Belaruskali | BKA-2, KANOPUS-V 6, RESURS-P 5
BY BY image 7 100 640 | Ministry of Emergencies of Belarus | BKA-2, KONDOR-FKA 1
BY BY link 8 90 300 | Belarusian Railway | BELINTERSAT-1
KZ KZ image 11 200 1400 | Kazakhmys | KAZEOSAT-1, RESURS-P 4
KZ KZ image 13 900 6400 | Ministry of Agriculture of Kazakhstan | KAZEOSAT-2, KAZSTSAT, KANOPUS-V 3
KZ KZ link 12 150 520 | Samruk-Energy | KAZSAT-2, KAZSAT-3
KZ KZ downlink 6 5 10 | Kazhydromet | Novosibirsk, Obninsk
AM AM image 8 60 420 | Ministry of Economy of Armenia | ARMSAT-1, KANOPUS-V 5
AM AM downlink 6 4 9 | Hydromet Armenia | Yerevan
KG KG image 9 100 520 | Kumtor Gold Company | RESURS-P 5, KAZEOSAT-1, ARMSAT-1
KG KG image 8 100 700 | Ministry of Emergency Situations of Kyrgyzstan | KONDOR-FKA 2, KANOPUS-V 4
KG KG message 6 40 260 | Electric Stations of Kyrgyzstan | GONETS-M 20, GONETS-M 21
AZ AZ image 9 200 1500 | SOCAR | AZERSKY, KANOPUS-V 6
UZ UZ image 9 500 2400 | Tashkent mills | KAZEOSAT-2, AZERSKY, KANOPUS-V 3
MD MD image 6 100 600 | Apele Moldovei | BKA-2, AZERSKY
CU CU image 5 100 400 | Port of Havana | KONDOR-FKA 1, RESURS-P 4
"""
OWNERS = {
    "BKA-2": "BY", "BELINTERSAT-1": "BY", "Pleshchenitsy": "BY", "KAZEOSAT-1": "KZ",
    "KAZEOSAT-2": "KZ", "KAZSTSAT": "KZ", "KAZSAT-2": "KZ", "KAZSAT-3": "KZ", "Astana": "KZ",
    "ARMSAT-1": "AM", "Yerevan": "AM", "AZERSKY": "AZ",
}  # fmt: skip
DISPUTED = ("Kazakhmys", "RESURS-P 4")
REASON = "More than half of the scene lies under cloud; 30 % at most was agreed."


def key_of(party):
    """Return the toy key of a party, from its name alone."""
    seed = hashlib.sha256(f"toy key of {party} in the Kazan pool".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_hex(party):
    public = key_of(party).public_key()
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return public.public_bytes(*raw).hex()


def signed(record):
    """Return the record with its owner's signature."""
    text = signed_text(record)
    return {**record, "signature": key_of(record["owner"]).sign(text.encode()).hex()}


def disputed(record, by, reason):
    """Return the record with a dispute, signed by who raises it."""
    signature = key_of(by).sign(disputed_text(record, by, reason).encode()).hex()
    return {**record, "dispute": {"by": by, "reason": reason, "signature": signature}}


def uses():
    """Return who uses what, once for each time."""
    found = []
    for line in USES.strip().splitlines():
        head, customer, assets = line.split(" | ")
        state, bringer, kind, times, least, most = head.split()
        use = customer, state, bringer, kind, assets.split(", "), int(least), int(most)
        found += [use] * int(times)
    return found


def records():
    """Yield every record of the month, in the order of its instants."""
    chance = np.random.default_rng(20260901)
    wanted = uses()
    minutes = np.sort(chance.choice(30 * 24 * 60, size=len(wanted), replace=False))
    for number, (minute, place) in enumerate(
        zip(minutes, chance.permutation(len(wanted)), strict=True), 1
    ):
        customer, state, bringer, kind, assets, least, most = wanted[place]
        asset = str(chance.choice(assets))
        instant = FIRST + timedelta(minutes=int(minute))
        record = {
            "format": "artel-usage/1",
            "id": f"K-2609-{number:03d}",
            "day": f"{instant:%F}",
            "owner": OWNERS.get(asset, "RU"),
            "asset": asset,
            "order": f"S-{place + 1:03d}",
            "brought_by": bringer,
            "customer": {
                "name": customer,
                "state": state,
                "class": "member" if bringer in MEMBERS else "third party",
            },
            "kind": kind,
            "quantity": f"{int(chance.integers(least * 100, most * 100)) / 100:.2f}",
            "instant": f"{instant:%FT%TZ}",
            **extras(kind, customer, chance),
        }
        yield signed(record)


def extras(kind, customer, chance):
    """Return how far an image was worked up, how fresh and how urgent it was."""
    if kind != "image":
        return {}
    hurried = "EMERCOM" in customer or "Emergenc" in customer
    urgency = chance.choice(["3h", "6h", "24h"] if hurried else ["standard"] * 4 + ["24h"])
    level = chance.choice(["standard", "standard", "orthorectified", "analysis"])
    freshness = chance.choice(["standard"] * 7 + ["archive"])
    chosen = {"level": str(level), "freshness": str(freshness), "urgency": str(urgency)}
    return {key: value for key, value in chosen.items() if value != "standard"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", action="store_true", help="print the public keys instead")
    if parser.parse_args().keys:
        for party in PARTIES:
            print(f"  - {{party: {party}, ed25519: {public_hex(party)}}}")
        return
    contested = False
    for record in records():
        if not contested and (record["customer"]["name"], record["asset"]) == DISPUTED:
            contested = True
            print(json.dumps(disputed(record, record["brought_by"], REASON)))
        else:
            print(json.dumps(record))


if __name__ == "__main__":
    main()
