"""Checks a receipt of Telos offline, written from the specifications alone (RFC 9162, C2SP
signed-note, tlog-checkpoint and tlog-proof) with the public library `cryptography`.

    python verify_receipt.py RECEIPT [KEY]

KEY is a verifier key of the ledger, such as the brand publishes; without it the receipt's own keys
are used. Exits with 0 if the receipt holds and with 1 if it does not.
"""

import base64
import hashlib
import json
import sys
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KINDS = {"permission": 1}
STATES = {
    "request": "dpv:ConsentRequested",
    "grant": "dpv:ConsentGiven",
    "confirm": "dpv:RenewedConsentGiven",
    "deny": "dpv:ConsentRefused",
    "withdraw": "dpv:ConsentWithdrawn",
    "revoke": "dpv:ConsentRevoked",
    "invalidate": "dpv:ConsentInvalidated",
}


class Refused(Exception):
    """Why a receipt does not hold."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def read_key(text):
    """A verifier key: name, short id and public key."""
    name, key_id, encoded = text.split("+", 2)
    material = base64.b64decode(encoded, validate=True)
    if len(material) != 33 or material[0] != 1:
        raise Refused("the key is not an Ed25519 key")
    computed = sha256(name.encode(), b"\n", material)[:4]
    if computed.hex() != key_id:
        raise Refused("the key's id does not belong to it")
    return name, computed, material[1:]


def read_proof(text):
    """The entry's index, the hashes of its proof, and the checkpoint."""
    head, _, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Refused("this is no proof")
    if lines[0].startswith("extra "):
        lines.pop(0)
    word, _, index = lines.pop(0).partition(" ")
    if word != "index":
        raise Refused("the proof names no index")
    hashes = [base64.b64decode(line, validate=True) for line in lines]
    return int(index), hashes, checkpoint


def verify_checkpoint(checkpoint, keys):
    """The size and root of the checkpoint, once a key of the log is found to have signed it."""
    note, _, signatures = checkpoint.rpartition("\n\n")
    note += "\n"
    origin, size, root = note.split("\n")[:3]
    signed = False
    for line in signatures.splitlines():
        dash, name, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        for known, key_id, public in keys:
            if dash != "\u2014" or known != name or key_id != signature[:4]:
                continue
            Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], note.encode())
            signed = signed or name == origin
    if not signed:
        raise Refused("no known key of the log signed the checkpoint")
    return int(size), base64.b64decode(root, validate=True)


def verify_inclusion(leaf, index, size, hashes, root):
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        raise Refused("the tree has no such leaf")
    node, last, result = index, size - 1, leaf
    for sibling in hashes:
        if last == 0:
            raise Refused("the proof is too long")
        if node % 2 == 1 or node == last:
            result = sha256(b"\x01", sibling, result)
            while node % 2 == 0 and node != 0:
                node, last = node // 2, last // 2
        else:
            result = sha256(b"\x01", result, sibling)
        node, last = node // 2, last // 2
    if last != 0 or result != root:
        raise Refused("the proof leads to another root")


def verify_view(receipt, payload):
    """What can be read must be what was committed to."""
    record, kantara, said = receipt["dct:hasPart"], receipt["kantara"], payload["statement"]
    event = record["dpv:hasConsentStatus"]
    purpose = said.get("purpose", "all")
    if said["kind"] == "consent":
        state = STATES[said["act"]]
    elif said["kind"] == "objection" and said["on"]:
        state = "dpv:ConsentRefused"
    else:
        state = "dpv:ConsentUnknown"
    effective = datetime.fromisoformat(payload["effective"].replace("Z", "+00:00"))
    pairs = [
        (receipt["dct:identifier"], "urn:telos:receipt:" + payload["fact"]),
        (record["dct:identifier"], "urn:telos:fact:" + payload["fact"]),
        (record["dct:created"]["@value"], payload["recorded"]),
        (record["dpv:hasDataSubject"]["dct:identifier"], payload["subject"]),
        (record["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"], purpose),
        (event["@type"], state),
        (event["dct:date"]["@value"], payload["effective"]),
        (event["dpv:hasIndicationMethod"], payload["method"]),
        (kantara["consentReceiptID"], payload["fact"]),
        (kantara["piiPrincipalId"], payload["subject"]),
        (kantara["collectionMethod"], payload["method"]),
        (kantara["consentTimestamp"], int(effective.timestamp() // 1)),
        (kantara["services"][0]["purposes"][0]["purpose"], purpose),
    ]
    for shown, meant in pairs:
        if shown != meant:
            raise Refused(f"it shows {shown!r} where {meant!r} was committed to")


def verify(receipt, trusted=None):
    """The payload of a receipt that holds."""
    proof = receipt["proof"]
    keys = [read_key(key) for key in ([trusted] if trusted else proof["keys"])]
    commitment = sha256(bytes.fromhex(proof["salt"]), proof["payload"].encode())
    leaf = sha256(b"\x00", bytes([1, KINDS[proof["kind"]]]), commitment)
    index, hashes, checkpoint = read_proof(proof["tlogProof"])
    size, root = verify_checkpoint(checkpoint, keys)
    verify_inclusion(leaf, index, size, hashes, root)
    payload = json.loads(proof["payload"])
    verify_view(receipt, payload)
    return payload


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        receipt = json.load(file)
    try:
        payload = verify(receipt, sys.argv[2] if len(sys.argv) > 2 else None)
    except (Refused, InvalidSignature, KeyError, IndexError, TypeError, ValueError) as why:
        print(f"does not hold: {type(why).__name__}: {why}")
        return 1
    print(f"holds: {payload['fact']} {json.dumps(payload['statement'], sort_keys=True)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
