"""Runs a stock Python SDK for the end-to-end tests: one JSON command a line in, one JSON answer a line out.

Usage: python_sdk.py segment|rudder URL KEY
"""

import json
import sys


def open_client(sdk, url, key, on_error):
    """The SDK's own client, with the settings a long outage asks for and nothing else changed."""
    if sdk == "segment":
        from segment.analytics.client import Client

        return Client(key, host=url, gzip=True, max_retries=1000, on_error=on_error, upload_interval=0.1)
    from rudderstack.analytics.client import Client

    return Client(key, host=url, max_retries=1000, on_error=on_error, upload_interval=0.1)


def main():
    sdk, url, key = sys.argv[1:4]
    failures = []
    client = open_client(sdk, url, key, lambda error, batch: failures.append(f"{error} ({len(batch)} messages)"))
    for line in sys.stdin:
        command = json.loads(line)
        call = command["call"]
        answer = {}
        if call == "flush":
            client.flush()
        elif call == "close":
            client.shutdown()
        else:
            result = getattr(client, call)(**command["arguments"])
            message = result[1] if isinstance(result, tuple) else result
            answer["messageId"] = message["messageId"]
        answer["failures"] = failures
        print(json.dumps(answer), flush=True)
        if call == "close":
            return


main()
