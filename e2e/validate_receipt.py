"""Checks that a receipt is the linked data that it says it is: JSON-LD that rdflib reads, with all
that ISO/IEC TS 27560 demands, as SHACL shapes after the W3C DPV guide to it.

    python validate_receipt.py RECEIPT

Exits with 0 if it conforms and with 1, and the report, if it does not.
"""

import sys
from pathlib import Path

from pyshacl import validate
from rdflib import Graph

SHAPES = Path(__file__).parent / "fixtures" / "receipt-shapes.ttl"


def main():
    data = Graph().parse(sys.argv[1], format="json-ld")
    shapes = Graph().parse(SHAPES, format="turtle")
    conforms, _, report = validate(data, shacl_graph=shapes, inference="none", abort_on_first=False)
    print(f"{len(data)} triples" if conforms else report)
    return 0 if conforms and len(data) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
