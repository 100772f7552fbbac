import json

from greeting import greet


def check(name, points, call, expected):
    try:
        got = call()
    except Exception as error:  # the student's, whatever it is
        got = error
    ok = got == expected
    return {
        "name": name,
        "score": points if ok else 0,
        "max_score": points,
        "status": "passed" if ok else "failed",
        "output": "" if ok else f"expected {expected!r}, got {got!r}",
    }


tests = [
    check("greets Ada", 3, lambda: greet("Ada"), "Hello, Ada!"),
    check("greets the world", 2, lambda: greet(""), "Hello, world!"),
]
print(json.dumps({"tests": tests, "output": "Thank you for your greeting."}))
