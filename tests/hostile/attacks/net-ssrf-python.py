"""The same as a web exercise would: URLs of the machine's own services and of the metadata service."""
import socket
import sys
import urllib.error
import urllib.request

for url in ("http://127.0.0.1:40404/", "http://localhost:40404/", "http://[::1]:40404/", "http://169.254.169.254/latest/meta-data/", "http://2130706433:40404/"):
    try:
        with urllib.request.urlopen(url, timeout=0.5) as answer:
            print("BREACH:", url, "answered", answer.read(100), flush=True)
            sys.exit(66)
    except urllib.error.HTTPError as error:
        print("BREACH:", url, "answered", error.code, flush=True)
        sys.exit(66)
    except (OSError, ValueError):
        pass
try:
    print("BREACH: a name was resolved:", socket.getaddrinfo("metadata.google.internal", 80), flush=True)
    sys.exit(66)
except OSError:
    pass
print("CONTAINED: nobody answers", flush=True)
