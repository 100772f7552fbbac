"""A learning platform: PyPI's lti1p3platform over HTTP, in a process of its own. Run in the environment that it is installed in.

    platform_server.py PORT TOOL

TOOL is where Assay stands. The messages, their signatures, tokens and the checking of what the tool sends are the library's; kept in memory
here is who there is, which line items and which scores. GET /state says all of it.
"""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from jwcrypto.jwk import JWK
from lti1p3platform.exceptions import LineItemNotFoundException, LtiException
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService

PORT, TOOL = int(sys.argv[1]), sys.argv[2]
HERE = f"http://127.0.0.1:{PORT}"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
PEOPLE = {"u-ines": ("Ines Instructor", "Instructor"), "u-sam": ("Sam Student", "Learner"), "u-sue": ("Sue Student", "Learner")}
STATE = {"items": [], "scores": [], "content": []}
KEY = JWK.generate(kty="RSA", size=2048)


class Configuration(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, **kwargs):
        self._registration = (
            Registration()
            .set_iss(HERE)
            .set_client_id("client-of-assay")
            .set_deployment_id("deployment-1")
            .set_oidc_login_url(f"{TOOL}/lti/login/default")
            .set_launch_url(f"{TOOL}/lti/launch")
            .set_deeplink_launch_url(f"{TOOL}/lti/launch")
            .set_tool_key_set_url(f"{TOOL}/lti/jwks.json")
            .set_platform_public_key(KEY.export_to_pem().decode())
            .set_platform_private_key(KEY.export_to_pem(private_key=True, password=None).decode())
        )

    def get_registration_by_params(self, **kwargs):
        return self._registration


class Asked(Request):
    def build_metadata(self, request):
        return request


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, **kwargs):
        self._lti_message_hint = kwargs["hint"]

    def get_redirect(self, url):
        return url


class Launch(LTIAdvantageMessageLaunchAbstract):
    def prepare_launch(self, preflight_response):
        hint = preflight_response["lti_message_hint"]
        name, role = PEOPLE[preflight_response["login_hint"]]
        self.set_user_data(preflight_response["login_hint"], [MEMBERSHIP + role], full_name=name, email_address="someone@example.org")
        self.set_launch_context_claim("course-7", context_title="Algorithms 101", context_label="ALG-101")
        self.set_resource_link_claim("link-" + hint)
        self.set_nrps(f"{HERE}/members")
        self.set_ags(f"{HERE}/lineitems")
        if hint == "deep":
            self.set_dl(f"{HERE}/return", accept_types={"ltiResourceLink"}, extra_data="kept")
        elif hint.startswith("item-"):
            item = STATE["content"][int(hint.removeprefix("item-"))]
            self.set_custom_parameters_claim(item["custom"])
            self.set_ags(f"{HERE}/lineitems", lineitem_url=item["line_item_url"])

    def render_launch_form(self, launch_data, **kwargs):
        return launch_data


class Grades(AssignmentsGradesService):
    def find_lineitems(self, page=1, limit=None, line_item_id=None, resource_link_id=None, resource_id=None, tag=None):
        return {"content": [one for one in STATE["items"] if resource_id in (None, one.get("resourceId"))], "has_next": False, "next": None}

    def find_lineitem(self, line_item_id):
        for one in STATE["items"]:
            if one["id"] == line_item_id:
                return one
        raise LineItemNotFoundException()

    def create_lineitem(self, creation_data):
        STATE["items"].append({**creation_data, "id": f"{HERE}/lineitems/{len(STATE['items']) + 1}"})
        return STATE["items"][-1]

    def update_lineitem(self, update_data):
        raise NotImplementedError

    def delete_lineitem(self, line_item_id):
        raise NotImplementedError

    def update_score(self, line_item_id, score):
        self.find_lineitem(line_item_id)
        if any(one["userId"] == score["userId"] and one["item"] == line_item_id and one["timestamp"] >= score["timestamp"]
               for one in STATE["scores"]):
            return UpdateScoreStatus.OLD_TIMESTAMP
        STATE["scores"].append({**score, "item": line_item_id})
        return UpdateScoreStatus.SUCCESS

    def get_results(self, line_item_id, page=1, limit=None, user_id=None):
        raise NotImplementedError


class Members(NamesRoleProvisioningService):
    def get_member_data_page(self, page=1, limit=None, role=None, since=None):
        return {"content": [{"user_id": one, "name": name, "roles": [MEMBERSHIP + role]} for one, (name, role) in PEOPLE.items()],
                "has_next": False, "next": None}

    def get_context_by_id(self):
        return Context("course-7", "ALG-101", "Algorithms 101")


CONFIGURATION = Configuration()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, status, value, media="application/json"):
        data = json.dumps(value).encode() if value is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.answer({})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.answer({"text": body})

    def answer(self, body):
        url = urlparse(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        text = body.get("text", "")
        is_json = "json" in self.headers.get("Content-Type", "")
        form = {} if is_json else {name: values[0] for name, values in parse_qs(text).items()}
        asked = Asked({"method": self.command, "form_data": form, "get_data": query, "headers": self.headers,
                       "content_type": self.headers.get("Content-Type"), "path": url.path, "json": json.loads(text) if is_json and text else None})
        try:
            self.route(url.path, query, form, asked)
        except (LtiException, AssertionError, KeyError) as problem:
            self.reply(400, {"error": "invalid_request", "error_description": repr(problem)})

    def route(self, path, query, form, asked):
        if path == "/state":
            return self.reply(200, STATE)
        if path == "/jwks":
            return self.reply(200, CONFIGURATION.get_jwks())
        if path == "/begin":  # who goes where: the address that a browser is sent to
            login = Login(asked, CONFIGURATION)
            login.set_lti_message_hint(hint=query["hint"])
            return self.reply(200, {"url": login.initiate_login(query["user"])})
        if path == "/auth":
            return self.reply(200, Launch(asked, CONFIGURATION).lti_launch())
        if path == "/token":
            return self.reply(200, CONFIGURATION.get_access_token(form))
        if path == "/return":
            for item in CONFIGURATION.validate_deeplinking_resp(form):
                kept = {"title": item["title"], "custom": item.get("custom", {}), "url": item["url"]}
                if "lineItem" in item:
                    STATE["items"].append({**item["lineItem"], "id": f"{HERE}/lineitems/{len(STATE['items']) + 1}"})
                    kept["line_item_url"] = STATE["items"][-1]["id"]
                STATE["content"].append(kept)
            return self.reply(200, STATE["content"])
        if path == "/members":
            service = Members(asked, CONFIGURATION, f"{HERE}/members")
            done = service.handle_resp(service.handle_get_members)
            return self.reply(done.code, done.result, done.media_type)
        service = Grades(asked, CONFIGURATION, f"{HERE}/lineitems")
        if path.endswith("/scores"):
            done = service.handle_resp(service.handle_update_score, line_item_id=HERE + path.removesuffix("/scores"))
        elif self.command == "POST":
            done = service.handle_resp(service.handle_create_lineitem)
        else:
            done = service.handle_resp(service.handle_get_lineitems)
            if done.code == 200:
                done.result = done.result["content"]  # the array that AGS 2.0 asks for
        self.reply(done.code, done.result, done.media_type)


ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
