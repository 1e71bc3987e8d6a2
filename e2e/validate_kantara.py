"""Checks that the `kantara` part of a receipt is a consent receipt as Kantara's specification 1.1.0
has it: with all that it demands, of the right types.

    python validate_kantara.py RECEIPT

Exits with 0 if it is one and with 1, and what is wrong, if it is not.
"""

import json
import sys
from pathlib import Path

import jsonschema_rs

SCHEMA = Path(__file__).parent / "fixtures" / "kantara-receipt.schema.json"


def main():
    receipt = json.loads(Path(sys.argv[1]).read_text())["kantara"]
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))
    wrong = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(receipt)]
    print("\n".join(wrong) or "conforms")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
