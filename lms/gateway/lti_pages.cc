#include "lms/gateway/lti_pages.h"

#include <algorithm>
#include <charconv>

#include "assay/courses/v1/lti.pb.h"
#include "assay/identity/v1/linked.pb.h"
#include "common/crypto/key.h"
#include "common/http/url.h"
#include "lms/gateway/browser.h"
#include "lms/gateway/course_route.h"
#include "lms/gateway/html.h"
#include "lms/gateway/sign_in.h"

// What other learning platforms send browsers to (docs/lti.md): login, launch, what an instructor
// decides after it, registration. Nothing that a platform says is believed before assay-courses
// verified it; what it is told by is a page, in a frame of the platform or not.
namespace assay::gateway {
namespace {

constexpr size_t kMaxForm = 16U << 10U;
constexpr size_t kMaxLaunch = 256U << 10U;
constexpr int kLoginSeconds = 600;
constexpr int kSessionSeconds = 14 * 86'400;  // the server ends it earlier
constexpr Method<identity_v1::SignInLinkedRequest, identity_v1::SignInResponse> kSignInLinked{
    "/assay.identity.v1.LinkedService/SignInLinked"};
constexpr char kScript[] = "/assets/lti.js";

class Form {
 public:
  explicit Form(http::Pairs pairs) : pairs_(std::move(pairs)) {}
  std::string Get(std::string_view name) const {
    for (const auto& [key, value] : pairs_)
      if (key == name) return value;
    return {};
  }
  std::vector<std::string> All(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : pairs_)
      if (key == name) values.push_back(value);
    return values;
  }

 private:
  http::Pairs pairs_;
};

std::string Sources(const google::protobuf::RepeatedPtrField<std::string>& origins) {
  std::string text;
  for (const std::string& origin : origins) text += (text.empty() ? "" : " ") + origin;
  return text.empty() ? "'none'" : text;
}

std::string Hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + EscapeHtml(value) +
         "\">\n";
}

// The framing platform may show what went wrong too; who it is, a cookie of the launch says.
void Tell(const CallPtr& call, int status, std::string_view title, std::string_view text) {
  PagePolicy policy;
  policy.frame_ancestors = FrameAncestors(call->request());
  auto response =
      HtmlPage(status, title, "<p role=\"alert\">" + EscapeHtml(text) + "</p>\n", policy);
  if (status == 503) response.headers.emplace_back("Retry-After", "10");
  call->Send(std::move(response));
}

void TellFailure(const CallPtr& call, const Reply& reply) {
  switch (reply.status.code()) {
    case StatusCode::kUnauthenticated:
      return Tell(call, 401, "This did not work", reply.status.message());
    case StatusCode::kPermissionDenied:
      return Tell(call, 403, "This did not work", reply.status.message());
    case StatusCode::kInvalidArgument:
      return Tell(call, 422, "This did not work", reply.status.message());
    case StatusCode::kNotFound:
      return Tell(call, 404, "This did not work", reply.status.message());
    case StatusCode::kFailedPrecondition:
    case StatusCode::kAlreadyExists:
      return Tell(call, 409, "This did not work", reply.status.message());
    default:
      call->api().logger().Warning("an LTI page failed", {log::Field(reply.status)});
      return Tell(call, 503, "Not available",
                  "This server, or your learning platform, is away just now; try again soon.");
  }
}

template <typename Request, typename Response>
void Ask(const CallPtr& call, const char* name, const Request& request,
         std::function<void(Response&)> next) {
  const Upstream* const upstream = call->api().courses();
  if (upstream == nullptr)
    return Tell(call, 501, "Not available", "This installation runs without courses.");
  const std::string path = CoursePath((std::string("LtiService/") + name).c_str());
  upstream->Call(Method<Request, Response>{path.c_str()}, request, call->Upstream(),
                 [call, next = std::move(next)](const Reply& reply, Response& response) {
                   if (!reply.ok()) return TellFailure(call, reply);
                   next(response);
                 });
}

// --- login ---

std::string StateCookie(const std::string& state) {
  return "__Host-assay-lti-" + state.substr(0, 16);
}
bool IsState(const std::string& state) {
  return state.size() == 43 && std::all_of(state.begin(), state.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

void Login(const CallPtr& call, const Form& form) {
  courses_v1::BeginLtiRequest request;
  request.set_tenant(call->Param("tenant"));
  request.set_issuer(form.Get("iss"));
  request.set_client_id(form.Get("client_id"));
  request.set_deployment(form.Get("lti_deployment_id"));
  request.set_login_hint(form.Get("login_hint"));
  request.set_message_hint(form.Get("lti_message_hint"));
  request.set_target(form.Get("target_link_uri"));
  request.set_storage(form.Get("lti_storage_target"));
  request.set_public_url(call->api().PublicUrl(call->request()));
  Ask<courses_v1::BeginLtiRequest, courses_v1::LtiLogin>(
      call, "BeginLti", request, [call](const courses_v1::LtiLogin& login) {
        http::Response response{302, {{"Location", login.redirect()}}, {}};
        if (!login.storage().empty()) {
          PagePolicy policy;
          policy.frame_ancestors = Sources(login.frame_origins());
          policy.script = kScript;
          response =
              HtmlPage(200, "One moment",
                       "<p data-lti=\"put\" data-storage=\"" + EscapeHtml(login.storage()) +
                           "\" data-origin=\"" + EscapeHtml(login.storage_origin()) +
                           "\" data-key=\"assay_" + login.state() + "\" data-value=\"" +
                           login.browser() + "\" data-next=\"" + EscapeHtml(login.redirect()) +
                           "\"><a href=\"" + EscapeHtml(login.redirect()) + "\">Go on</a></p>\n",
                       policy);
        }
        response.headers.emplace_back("Cache-Control", "no-store");
        response.headers.emplace_back("Set-Cookie", SetFrameCookie(StateCookie(login.state()),
                                                                   login.browser(), kLoginSeconds));
        call->Send(std::move(response));
      });
}

// --- launch ---

// Somebody whose browser keeps no cookie in frames.
void AskBrowser(const CallPtr& call, const courses_v1::LtiLaunch& launch, const Form& form) {
  const auto& again = launch.again();
  PagePolicy policy;
  policy.frame_ancestors = Sources(launch.frame_origins());
  policy.script = kScript;
  std::string main;
  const bool kept = !again.storage().empty();
  if (kept)
    main += "<form data-launch method=\"post\" action=\"/lti/launch\">\n" +
            Hidden("state", form.Get("state")) + Hidden("id_token", form.Get("id_token")) +
            Hidden("browser", "") + "</form>\n<p data-lti=\"get\" data-storage=\"" +
            EscapeHtml(again.storage()) + "\" data-origin=\"" +
            EscapeHtml(launch.storage_origin()) + "\" data-key=\"assay_" +
            EscapeHtml(form.Get("state")) + "\">One moment…</p>\n";
  main += std::string("<div data-fallback") + (kept ? " hidden" : "") +
          ">\n<p>Your browser keeps nothing for this server within a page of " +
          EscapeHtml(launch.platform_name()) +
          ". In a window of its own it works.</p>\n<form method=\"get\" target=\"_blank\" "
          "action=\"/lti/login/" +
          EscapeHtml(again.tenant()) + "\">\n" + Hidden("iss", again.issuer()) +
          Hidden("client_id", again.client_id()) + Hidden("lti_deployment_id", again.deployment()) +
          Hidden("login_hint", again.login_hint()) +
          Hidden("lti_message_hint", again.message_hint()) +
          Hidden("target_link_uri", again.target()) +
          "<button type=\"submit\">Open in a new window</button>\n</form>\n</div>\n";
  if (kept) main += "<noscript>Allow scripts here, or open this in a new window.</noscript>\n";
  call->Send(HtmlPage(200, "Almost there", main, policy));
}

std::string PlaceOf(const courses_v1::LtiLaunch& launch) {
  if (launch.next() == "course") {
    std::string place = "/app/courses/" + http::PercentEncode(launch.course());
    if (launch.assignment() != 0) place += "/assignments/" + std::to_string(launch.assignment());
    return place;
  }
  return "/lti/page/" + launch.launch();
}

void Arrive(const CallPtr& call, const courses_v1::LtiLaunch& launch,
            const identity_v1::SignInResponse& done, const std::string& state) {
  const bool framed = InFrame(call->request());
  const std::vector<std::string> origins(launch.frame_origins().begin(),
                                         launch.frame_origins().end());
  http::Headers cookies = {{"Set-Cookie", SetFrameCookie(StateCookie(state), "", 0)},
                           {"Cache-Control", "no-store"}};
  if (framed) {
    // A platform of the same site is sent the cookie of whoever sat here before, which would win.
    cookies.emplace_back("Set-Cookie", SetCookie(kSessionCookie, "", 0));
    cookies.emplace_back("Set-Cookie",
                         SetFrameCookie(kFrameCookie, done.secret(), kSessionSeconds));
    cookies.emplace_back("Set-Cookie",
                         SetFrameCookie(kFramedByCookie, FramedBy(origins), kSessionSeconds));
  } else {
    cookies.emplace_back("Set-Cookie", SetCookie(kSessionCookie, done.secret(), kSessionSeconds));
  }
  PagePolicy policy;
  policy.frame_ancestors = Sources(launch.frame_origins());
  http::Response response;
  if (launch.next() == "wait") {
    response = HtmlPage(200, "Not set up yet",
                        "<p>An instructor of your course opens this once and says which course it "
                        "is. Then you can, too.</p>\n",
                        policy);
  } else if (framed) {
    response = {303, {{"Location", PlaceOf(launch)}}, {}};
  } else {
    // The way went over the platform: the cookie is sent with what one of our own pages asks for.
    const std::string place = PlaceOf(launch);
    response = HtmlPage(200, "Welcome", "<p><a href=\"" + EscapeHtml(place) + "\">Go on</a></p>\n",
                        policy);
    response.headers.emplace_back("Refresh", "0;url=" + place);
  }
  response.headers.insert(response.headers.end(), cookies.begin(), cookies.end());
  call->Send(std::move(response));
}

void Launch(const CallPtr& call) {
  auto pairs = http::ParseForm(call->request().body);
  if (!pairs.ok()) return Tell(call, 400, "This did not work", "This is no form.");
  const Form form(std::move(*pairs));
  const std::string state = form.Get("state");
  if (const std::string error = form.Get("error"); !error.empty())
    return Tell(call, 401, "Your learning platform refused",
                Printable(error + ": " + form.Get("error_description"), 300));
  if (!IsState(state))
    return Tell(call, 401, "This did not work",
                "A launch begins in your learning platform; start it again from your course.");
  courses_v1::LaunchLtiRequest request;
  request.set_state(state);
  request.set_id_token(form.Get("id_token"));
  request.set_browser(CookieOf(call->request(), StateCookie(state)));
  // What the platform's window kept comes with a form of our own.
  if (request.browser().empty() &&
      !FromAnotherSite(call->request(), call->api().PublicUrl(call->request())))
    request.set_browser(form.Get("browser"));
  request.set_public_url(call->api().PublicUrl(call->request()));
  request.set_address(call->request().peer);
  Ask<courses_v1::LaunchLtiRequest, courses_v1::LtiLaunch>(
      call, "LaunchLti", request, [call, form, state](const courses_v1::LtiLaunch& launch) {
        if (launch.next() == "browser") return AskBrowser(call, launch, form);
        identity_v1::SignInLinkedRequest sign_in;
        sign_in.set_tenant(launch.tenant());
        sign_in.set_issuer(launch.issuer());
        sign_in.set_subject(launch.subject());
        *sign_in.mutable_client() = ClientOf(call->request());
        call->api().identity().Call(
            kSignInLinked, sign_in, call->Upstream(),
            [call, launch, state](const Reply& reply, const identity_v1::SignInResponse& done) {
              if (!reply.ok()) return TellFailure(call, reply);
              Arrive(call, launch, done, state);
            });
      });
}

// --- what an instructor decides ---

void WithPerson(const CallPtr& call, std::function<void()> next) {
  const std::string secret = SessionSecretOf(call->request());
  const auto ended = [call] {
    Tell(call, 401, "Your sign-in has ended", "Start it again from your course.");
  };
  if (secret.empty()) return ended();
  call->api().parts().authenticator->Authenticate(
      secret, call->traceparent(),
      [call, ended, next = std::move(next)](const Reply& reply,
                                            const Authenticator::PrincipalPtr& who) {
        if (reply.status.code() == StatusCode::kUnauthenticated) return ended();
        if (!who) return TellFailure(call, reply);
        call->set_who(who);
        next();
      });
}

std::string ChooseMain(const courses_v1::LtiLaunchPage& page, const std::string& begin) {
  std::string main = "<p>Which course here is <strong>" + EscapeHtml(page.context_title()) +
                     "</strong> of " + EscapeHtml(page.platform_name()) + "?</p>\n";
  if (page.courses_size() > 0) {
    main += begin + "<fieldset><legend>One that you teach</legend>\n";
    bool first = true;
    for (const auto& course : page.courses()) {
      main += "<label class=\"pick\"><input type=\"radio\" name=\"course\" value=\"" +
              EscapeHtml(course.id()) + "\"" + (first ? " checked" : "") + ">" +
              EscapeHtml(course.title()) + "</label>\n";
      first = false;
    }
    main +=
        "<button type=\"submit\" name=\"action\" value=\"link\">Connect</button>\n"
        "</fieldset>\n</form>\n";
  }
  main += begin +
          "<fieldset><legend>A new one</legend>\n<label for=\"title\">Title</label>\n<input "
          "id=\"title\" name=\"title\" required maxlength=\"200\" value=\"" +
          EscapeHtml(page.context_title()) +
          "\">\n<label for=\"course\">Short name, of a-z, 0-9, \".\", \"_\" and \"-\"</label>\n"
          "<input id=\"course\" name=\"course\" required maxlength=\"100\" "
          "pattern=\"[a-z0-9][a-z0-9._\\-]*\" value=\"" +
          EscapeHtml(page.suggested_id()) +
          "\">\n<button type=\"submit\" name=\"action\" value=\"make\">Make it</button>\n"
          "</fieldset>\n</form>\n";
  return main;
}

std::string ContentMain(const courses_v1::LtiLaunchPage& page, const std::string& begin) {
  const std::string type = page.multiple() ? "checkbox" : "radio";
  std::string main = begin + "<fieldset><legend>What do you want to link from " +
                     EscapeHtml(page.platform_name()) + "?</legend>\n<label class=\"pick\">" +
                     "<input type=\"" + type + "\" name=\"pick\" value=\"course\">The course " +
                     EscapeHtml(page.course_title()) + "</label>\n";
  for (const auto& one : page.assignments())
    main += "<label class=\"pick\"><input type=\"" + type + "\" name=\"pick\" value=\"" +
            EscapeHtml(one.id()) + "\">" + EscapeHtml(one.title()) + "</label>\n";
  return main +
         "<button type=\"submit\" name=\"action\" value=\"pick\">Link</button>\n"
         "</fieldset>\n</form>\n";
}

void ShowPage(const CallPtr& call, const courses_v1::LtiLaunchPage& page) {
  const std::string begin = "<form method=\"post\" action=\"/lti/page/" +
                            EscapeHtml(call->Param("launch")) + "\">\n" +
                            Hidden("csrf", call->who().csrf_token);
  PagePolicy policy;
  policy.frame_ancestors = FrameAncestors(call->request());
  if (page.kind() == "choose")
    return call->Send(HtmlPage(200, "Connect a course", ChooseMain(page, begin), policy));
  if (page.kind() == "content" && page.course_title().empty() == false)
    return call->Send(HtmlPage(200, "Choose what to link", ContentMain(page, begin), policy));
  Tell(call, 409, "This did not work", "Start it again from your course.");
}

// The answer goes to the platform by a form that the browser sends.
void SendContent(const CallPtr& call, const courses_v1::LtiContent& content) {
  PagePolicy policy;
  policy.frame_ancestors = FrameAncestors(call->request());
  // Of what comes after it, the platform's own redirects too.
  policy.form_action = "https:";
  if (content.return_url().starts_with("http://")) policy.form_action = "http: https:";
  policy.script = kScript;
  call->Send(HtmlPage(200, "Back to your course",
                      "<form data-lti=\"submit\" method=\"post\" action=\"" +
                          EscapeHtml(content.return_url()) + "\">\n" +
                          Hidden("JWT", content.token()) +
                          "<button type=\"submit\">Go on</button>\n</form>\n",
                      policy));
}

void Pick(const CallPtr& call, const Form& form) {
  courses_v1::PickLtiContentRequest request;
  *request.mutable_viewer() = ViewerOf(call->who(), "", call->request().peer);
  request.set_launch(call->Param("launch"));
  request.set_public_url(call->api().PublicUrl(call->request()));
  for (const std::string& one : form.All("pick")) {
    int64_t id = 0;
    const auto [end, error] = std::from_chars(one.data(), one.data() + one.size(), id);
    if (one == "course")
      request.set_whole_course(true);
    else if (error == std::errc() && end == one.data() + one.size())
      request.add_assignments(id);
  }
  Ask<courses_v1::PickLtiContentRequest, courses_v1::LtiContent>(
      call, "PickLtiContent", request,
      [call](const courses_v1::LtiContent& content) { SendContent(call, content); });
}

// Roles that were just given are no part of what the authenticator remembers.
void AfterLink(const CallPtr& call, const courses_v1::LtiLaunchPage& page) {
  call->api().parts().authenticator->ForgetPerson(call->who().id);
  const std::string place = page.kind() == "content"
                                ? "/lti/page/" + call->Param("launch")
                                : "/app/courses/" + http::PercentEncode(page.course());
  call->Send({303, {{"Location", place}, {"Cache-Control", "no-store"}}, {}});
}

void PostPage(const CallPtr& call) {
  auto pairs = http::ParseForm(call->request().body);
  if (!pairs.ok() || FromAnotherSite(call->request(), call->api().PublicUrl(call->request())))
    return Tell(call, 403, "Refused", "This form did not come from here.");
  const Form form(std::move(*pairs));
  WithPerson(call, [call, form] {
    const std::string& csrf = call->who().csrf_token;
    if (csrf.empty() || !crypto::ConstantTimeEqual(form.Get("csrf"), csrf))
      return Tell(call, 403, "Refused", "This form has expired; go back.");
    const std::string action = form.Get("action");
    if (action == "pick") return Pick(call, form);
    courses_v1::LinkLtiCourseRequest request;
    *request.mutable_viewer() = ViewerOf(call->who(), "", call->request().peer);
    request.set_launch(call->Param("launch"));
    request.set_course(form.Get("course"));
    request.set_make(action == "make");
    request.set_title(form.Get("title"));
    Ask<courses_v1::LinkLtiCourseRequest, courses_v1::LtiLaunchPage>(
        call, "LinkLtiCourse", request,
        [call](const courses_v1::LtiLaunchPage& page) { AfterLink(call, page); });
  });
}

void GetPage(const CallPtr& call) {
  WithPerson(call, [call] {
    courses_v1::LtiLaunchRequest request;
    *request.mutable_viewer() = ViewerOf(call->who(), "", call->request().peer);
    request.set_launch(call->Param("launch"));
    Ask<courses_v1::LtiLaunchRequest, courses_v1::LtiLaunchPage>(
        call, "GetLtiLaunch", request,
        [call](const courses_v1::LtiLaunchPage& page) { ShowPage(call, page); });
  });
}

// --- registration ---

courses_v1::RegisterLtiRequest RegistrationOf(const CallPtr& call, const Form& form) {
  courses_v1::RegisterLtiRequest request;
  request.set_secret(form.Get("invitation"));
  request.set_configuration(form.Get("openid_configuration"));
  request.set_token(form.Get("registration_token"));
  request.set_public_url(call->api().PublicUrl(call->request()));
  request.set_address(call->request().peer);
  return request;
}

void ShowRegistration(const CallPtr& call) {
  const Form form(call->request().query);
  if (form.Get("openid_configuration").empty())
    return Tell(call, 200, "Connect a learning platform",
                "Give this address to your learning platform as the address for dynamic "
                "registration; it adds what is missing.");
  Ask<courses_v1::RegisterLtiRequest, courses_v1::LtiPlatform>(
      call, "DescribeLtiRegistration", RegistrationOf(call, form),
      [call, form](const courses_v1::LtiPlatform& platform) {
        PagePolicy policy;
        policy.frame_ancestors = Sources(platform.frame_origins());
        call->Send(HtmlPage(
            200, "Connect a learning platform",
            "<p><strong>" + EscapeHtml(platform.name()) +
                "</strong> may then launch its people into courses here, and is sent their "
                "grades.</p>\n<form method=\"post\" action=\"/lti/register\">\n" +
                Hidden("invitation", form.Get("invitation")) +
                Hidden("openid_configuration", form.Get("openid_configuration")) +
                Hidden("registration_token", form.Get("registration_token")) +
                "<button type=\"submit\">Connect</button>\n</form>\n",
            policy));
      });
}

void Register(const CallPtr& call) {
  auto pairs = http::ParseForm(call->request().body);
  if (!pairs.ok() || FromAnotherSite(call->request(), call->api().PublicUrl(call->request())))
    return Tell(call, 403, "Refused", "This form did not come from here.");
  Ask<courses_v1::RegisterLtiRequest, courses_v1::LtiPlatform>(
      call, "RegisterLti", RegistrationOf(call, Form(std::move(*pairs))),
      [call](const courses_v1::LtiPlatform& platform) {
        PagePolicy policy;
        policy.frame_ancestors = Sources(platform.frame_origins());
        policy.script = kScript;
        const std::string deployment =
            platform.deployments().empty()
                ? "<p>The platform did not say its deployment id: an administrator adds it here "
                  "before the first launch.</p>\n"
                : "";
        call->Send(HtmlPage(200, "Connected",
                            "<p data-lti=\"close\">" + EscapeHtml(platform.name()) +
                                " is connected. You may close this.</p>\n" + deployment,
                            policy));
      });
}

void SendKeys(const CallPtr& call) {
  Ask<courses_v1::Empty, courses_v1::Document>(
      call, "GetLtiKeys", courses_v1::Empty(), [call](courses_v1::Document& keys) {
        call->Send(
            {200,
             {{"Content-Type", "application/json"}, {"Cache-Control", "public, max-age=300"}},
             std::move(*keys.mutable_data())});
      });
}

}  // namespace

void AddLtiPages(http::Router& router, const ApiPtr& api) {
  api->AddOpen(router, "GET", kScript, [](const CallPtr& call) {
    call->Send({200,
                {{"Content-Type", "text/javascript; charset=utf-8"},
                 {"Cache-Control", "public, max-age=300"}},
                kLtiScript});
  });
  api->AddOpen(router, "GET", "/lti/jwks.json", &SendKeys);
  api->AddOpen(router, "GET", "/lti/login/{tenant}",
               [](const CallPtr& call) { Login(call, Form(call->request().query)); });
  api->AddOpen(
      router, "POST", "/lti/login/{tenant}",
      [](const CallPtr& call) {
        auto pairs = http::ParseForm(call->request().body);
        if (!pairs.ok()) return Tell(call, 400, "This did not work", "This is no form.");
        Login(call, Form(std::move(*pairs)));
      },
      kMaxForm);
  api->AddOpen(router, "POST", "/lti/launch", &Launch, kMaxLaunch);
  api->AddOpen(router, "GET", "/lti/page/{launch}", &GetPage);
  api->AddOpen(router, "POST", "/lti/page/{launch}", &PostPage, kMaxForm);
  api->AddOpen(router, "GET", "/lti/register", &ShowRegistration);
  api->AddOpen(router, "POST", "/lti/register", &Register, kMaxForm);
}

}  // namespace assay::gateway
