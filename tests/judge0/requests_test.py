#!/usr/bin/env python3
"""requests_test.py PROGRAMS: the requests of Judge0's documentation against a platform that runs.

Language ids of the documentation that are archived (4: C) are replaced by those of today (50). `callback_url` is answered by
a server of this test's where the judge may reach it.
"""
import base64
import io
import sys
import time
import unittest
import zipfile

from platform_fixture import PLATFORM, setUpModule, tearDownModule  # noqa: F401 (unittest calls them)

HELLO = '#include <stdio.h>\n\nint main(void) {\n  char name[10];\n  scanf("%s", name);\n  printf("hello, %s\\n", name);\n  return 0;\n}'


def b64(text):
    data = text if isinstance(text, bytes) else text.encode()
    return base64.b64encode(data).decode()


class Information(unittest.TestCase):
    def test_languages(self):
        status, languages = PLATFORM.ask("GET", "/languages", token=False)
        self.assertEqual(status, 200)
        names = {one["id"]: one["name"] for one in languages}
        self.assertEqual(names[71], "Python (3.13)")
        self.assertEqual(names[50], "C (GCC 14.2)")
        self.assertEqual(sorted(one["name"] for one in languages), [one["name"] for one in languages])
        self.assertEqual(PLATFORM.ask("GET", "/languages/all")[1][0].keys(), {"id", "name", "is_archived"})
        self.assertEqual(PLATFORM.ask("GET", "/languages/50")[1]["source_file"], "main.c")
        self.assertEqual(PLATFORM.ask("GET", "/languages/150000")[0], 404)

    def test_statuses(self):
        status, statuses = PLATFORM.ask("GET", "/statuses")
        self.assertEqual(status, 200)
        self.assertEqual(len(statuses), 14)
        self.assertEqual(statuses[0], {"id": 1, "description": "In Queue"})
        self.assertEqual(statuses[13], {"id": 14, "description": "Exec Format Error"})

    def test_the_rest(self):
        self.assertEqual(PLATFORM.ask("GET", "/about")[1]["version"], "1.13.1")
        self.assertEqual(PLATFORM.ask("GET", "/version"), (200, "1.13.1"))
        self.assertEqual(PLATFORM.ask("GET", "/config_info")[1]["cpu_time_limit"], 5.0)
        self.assertEqual(PLATFORM.ask("GET", "/system_info")[0], 200)
        self.assertEqual(PLATFORM.ask("GET", "/workers")[1][0]["queue"], "default")
        self.assertGreater(PLATFORM.ask("GET", "/workers")[1][0]["available"], 0)
        self.assertIn("last_30_days", PLATFORM.ask("GET", "/statistics")[1]["submissions"])

    def test_who_asks(self):
        self.assertEqual(PLATFORM.ask("POST", "/authenticate")[0], 200)
        self.assertEqual(PLATFORM.ask("POST", "/authorize")[0], 200)
        self.assertEqual(PLATFORM.ask("POST", "/authenticate", token=False)[0], 401)
        self.assertEqual(PLATFORM.ask("POST", "/submissions", {}, token=False)[0], 401)
        self.assertEqual(PLATFORM.ask("POST", "/authenticate", headers={"X-Auth-Token": "x"})[0], 401)


class Submissions(unittest.TestCase):
    def wait(self, token, query=""):
        for _ in range(600):
            status, answer = PLATFORM.ask("GET", f"/submissions/{token}?fields=status&" + query)
            self.assertEqual(status, 200, answer)
            if answer["status"]["id"] > 2:
                return PLATFORM.ask("GET", f"/submissions/{token}?{query}")[1]
            time.sleep(0.1)
        self.fail("it did not end")

    def test_create_and_get(self):
        status, answer = PLATFORM.ask("POST", "/submissions", {"source_code": HELLO, "language_id": 50, "stdin": "world"})
        self.assertEqual(status, 201, answer)
        self.assertRegex(answer["token"], r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        done = self.wait(answer["token"])
        self.assertEqual(done.keys(), {"token", "time", "memory", "stdout", "stderr", "compile_output", "message", "status"})
        self.assertEqual(done["stdout"], "hello, world\n")
        self.assertIsNone(done["stderr"])
        self.assertEqual(done["status"], {"id": 3, "description": "Accepted"})
        self.assertIsInstance(done["time"], str)
        self.assertIsInstance(done["memory"], int)
        encoded = PLATFORM.ask("GET", f"/submissions/{answer['token']}?base64_encoded=true")[1]
        self.assertEqual(encoded["stdout"], "aGVsbG8sIHdvcmxkCg==\n")
        some = PLATFORM.ask("GET", f"/submissions/{answer['token']}?fields=stdout,stderr,status_id,language_id")[1]
        self.assertEqual(some, {"stdout": "hello, world\n", "stderr": None, "status_id": 3, "language_id": 50})
        everything = PLATFORM.ask("GET", f"/submissions/{answer['token']}?fields=*")[1]
        self.assertEqual(everything["source_code"], HELLO)
        self.assertEqual(everything["stdin"], "world")
        self.assertEqual(everything["language"], {"id": 50, "name": "C (GCC 14.2)"})
        self.assertEqual(everything["exit_code"], 0)

    def test_wait(self):
        body = {"source_code": HELLO, "language_id": "50", "stdin": "Judge0", "expected_output": "hello, Judge0"}
        status, answer = PLATFORM.ask("POST", "/submissions?wait=true", body)
        self.assertEqual(status, 201, answer)
        self.assertEqual(answer["status"]["id"], 3, answer)
        body["expected_output"] = "hello, world"
        self.assertEqual(PLATFORM.ask("POST", "/submissions?wait=true", body)[1]["status"]["id"], 4)

    def test_base64(self):
        body = {"source_code": b64(HELLO), "language_id": 50, "stdin": b64("Judge0")}
        answer = PLATFORM.ask("POST", "/submissions?wait=true&base64_encoded=true", body)[1]
        self.assertEqual(base64.b64decode(answer["stdout"]), b"hello, Judge0\n")

    def test_bytes_that_are_no_utf8(self):
        body = {"language_id": 71, "source_code": 'import sys\nsys.stdout.buffer.write(b"\\xfe")\n'}
        status, answer = PLATFORM.ask("POST", "/submissions?wait=true", body)
        self.assertEqual(status, 201)
        self.assertIn("use base64_encoded=true", answer["error"])
        self.assertEqual(PLATFORM.ask("GET", f"/submissions/{answer['token']}")[0], 400)
        encoded = PLATFORM.ask("GET", f"/submissions/{answer['token']}?base64_encoded=true")[1]
        self.assertEqual(base64.b64decode(encoded["stdout"]), b"\xfe")

    def test_endings(self):
        def end(source, **more):
            return PLATFORM.ask("POST", "/submissions?wait=true&fields=*", {"source_code": source, "language_id": 71, **more})[1]

        nzec = end("raise SystemExit(3)")
        self.assertEqual((nzec["status_id"], nzec["exit_code"], nzec["message"]), (11, 3, "Exited with error status 3"))
        late = end("while True: pass", cpu_time_limit=0.2)
        self.assertEqual((late["status_id"], late["message"]), (5, "Time limit exceeded"))
        asleep = end("import time; time.sleep(9)", wall_time_limit=1)
        self.assertEqual((asleep["status_id"], asleep["message"]), (5, "Time limit exceeded (wall clock)"))
        killed = end("import os; os.kill(os.getpid(), 11)")
        self.assertEqual((killed["status_id"], killed["exit_signal"]), (7, 11))
        broken = end("print(")
        self.assertEqual(broken["status_id"], 6)
        self.assertIn("SyntaxError", broken["compile_output"])
        self.assertIsNone(broken["time"])
        words = end("import sys; print(sys.argv[1:]); print('x', file=sys.stderr)", command_line_arguments="a 'b c'",
                    redirect_stderr_to_stdout=True, number_of_runs=2)
        self.assertIn("['a', 'b c']", words["stdout"])
        self.assertIn("x", words["stdout"])

    def test_more_files(self):
        def pack(files):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                for name, text in files.items():
                    archive.writestr(name, text)
            return b64(packed.getvalue())

        beside = {"language_id": 71, "source_code": "import other\nprint(other.x)", "additional_files": pack({"other.py": "x = 7"})}
        self.assertEqual(PLATFORM.ask("POST", "/submissions?wait=true", beside)[1]["stdout"], "7\n")
        project = {"language_id": 89, "additional_files": pack({"compile": "gcc -o it main.c", "run": "./it", "main.c": HELLO}),
                   "stdin": "you"}
        done = PLATFORM.ask("POST", "/submissions?wait=true", project)[1]
        self.assertEqual(done["stdout"], "hello, you\n", done)

    def test_errors(self):
        def refused(body, query=""):
            status, answer = PLATFORM.ask("POST", "/submissions" + query, body)
            return status, answer

        self.assertEqual(refused({"source_code": HELLO}), (422, {"language_id": ["can't be blank"]}))
        self.assertEqual(refused({"source_code": HELLO, "language_id": 150000}),
                         (422, {"language_id": ["language with id 150000 doesn't exist"]}))
        self.assertEqual(refused({"source_code": HELLO, "language_id": 50, "wall_time_limit": 100000}),
                         (422, {"wall_time_limit": ["must be less than or equal to 20.0"]}))
        self.assertEqual(refused("{")[0], 400)
        self.assertEqual(refused({"source_code": "x", "language_id": 71}, "?fields=x,stdout"), (400, {"error": "invalid fields: [x]"}))
        self.assertEqual(PLATFORM.ask("GET", "/submissions/d85cd024-1548-4165-96c7-7bc88673f194")[0], 404)
        self.assertEqual(PLATFORM.ask("GET", "/submissions/nothing")[0], 404)
        self.assertEqual(PLATFORM.ask("DELETE", "/submissions/d85cd024-1548-4165-96c7-7bc88673f194"),
                         (400, {"error": "delete not allowed"}))

    def test_batch(self):
        status, answer = PLATFORM.ask("POST", "/submissions/batch", {"submissions": [
            {"language_id": 71, "source_code": 'print("hello from Python")'},
            {"language_id": 123456789, "source_code": "x"},
            {"language_id": 71, "source_code": ""}]})
        self.assertEqual(status, 201, answer)
        self.assertEqual(answer[1:], [{"language_id": ["language with id 123456789 doesn't exist"]},
                                      {"source_code": ["can't be blank"]}])
        token = answer[0]["token"]
        self.wait(token)
        unknown = "d85cd024-1548-4165-96c7-7bc88673f194"
        status, many = PLATFORM.ask("GET", f"/submissions/batch?tokens={token},{unknown}&fields=token,stdout,status_id,language_id")
        self.assertEqual(status, 200)
        self.assertEqual(many["submissions"], [
            {"token": token, "stdout": "hello from Python\n", "status_id": 3, "language_id": 71}, None])
        self.assertEqual(PLATFORM.ask("POST", "/submissions/batch", {"submissions": []})[0], 400)
        self.assertEqual(PLATFORM.ask("GET", "/submissions/batch?tokens=")[0], 400)
        self.assertEqual(PLATFORM.ask("POST", "/submissions/batch", {"submissions": [{"language_id": 71, "source_code": "1"}] * 21})[0], 400)

    def test_pages(self):
        PLATFORM.ask("POST", "/submissions?wait=true", {"source_code": "print(1)", "language_id": 71})
        PLATFORM.ask("POST", "/submissions?wait=true", {"source_code": "print(2)", "language_id": 71})
        status, page = PLATFORM.ask("GET", "/submissions?page=1&per_page=1&fields=status,language,time")
        self.assertEqual(status, 200, page)
        self.assertEqual(page["submissions"][0]["language"]["id"], 71)
        self.assertEqual((page["meta"]["current_page"], page["meta"]["next_page"], page["meta"]["prev_page"]), (1, 2, None))
        self.assertGreaterEqual(page["meta"]["total_count"], 2)
        self.assertEqual(PLATFORM.ask("GET", "/submissions?page=-4"), (400, {"error": "invalid page: -4"}))
        self.assertEqual(PLATFORM.ask("GET", "/submissions?per_page=-2"), (400, {"error": "invalid per_page: -2"}))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
