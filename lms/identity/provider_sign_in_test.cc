#include "lms/identity/provider_sign_in.h"

#include <gtest/gtest.h>

#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "common/http/test_receiver.h"
#include "common/http/url.h"
#include "common/jwt/keys.h"
#include "common/limits/fake_time.h"
#include "common/sha256.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using nlohmann::json;

// A provider that does as it should, until a test bends it: a real one never would. (Against one
// that is certified: lms/web/e2e.)
class BentProvider {
 public:
  BentProvider() {
    claims = {{"sub", "s-1"},
              {"name", "Ada Example"},
              {"email", "ada@acme.example"},
              {"email_verified", true}};
  }
  std::string url() const { return server_.url(); }

  json claims;                                    // of the next token
  std::function<void(json&)> bend;                // the token's claims, just before they are signed
  std::function<std::string(std::string)> forge;  // the token itself
  json described = json::object();                // changes of the description
  json info = json::object();
  bool names_issuer = false;
  int token_status = 200;
  std::string nonce;
  http::Pairs form;  // of the last exchange
  std::string authorization;
  jwt::SigningKey key = jwt::SigningKey::Create(jwt::Algorithm::kEs256).value();
  size_t exchanges() const {
    size_t count = 0;
    for (const auto& one : server_.requests()) count += one.target == "/token" ? 1 : 0;
    return count;
  }

 private:
  void Answer(const http::ReceivedRequest& request, http::ReceiverConnection& out) {
    if (request.target == "/.well-known/openid-configuration") {
      json document = {{"issuer", url()},
                       {"authorization_endpoint", url() + "/authorize?x=1"},
                       {"token_endpoint", url() + "/token"},
                       {"jwks_uri", url() + "/keys"},
                       {"userinfo_endpoint", url() + "/me"},
                       {"authorization_response_iss_parameter_supported", names_issuer}};
      document.update(described);
      return out.Reply(200, {}, document.dump());
    }
    if (request.target == "/keys") {
      const jwt::SigningKey* keys[] = {&key};
      return out.Reply(200, {}, jwt::PublishedKeys(keys));
    }
    if (request.target == "/me") return out.Reply(200, {}, info.dump());
    form = http::ParseForm(request.body).value();
    authorization = request.Header("Authorization");
    if (token_status != 200) return out.Reply(token_status, {}, R"({"error":"invalid_grant"})");
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    json token = claims;
    token.update(
        {{"iss", url()}, {"aud", "assay"}, {"iat", now}, {"exp", now + 300}, {"nonce", nonce}});
    if (bend) bend(token);
    std::string text = key.Sign(token).value();
    if (forge) text = forge(text);
    out.Reply(200, {}, json{{"id_token", text}, {"access_token", "a"}}.dump());
  }

  http::TestReceiver server_{[this](const auto& request, auto& out) { Answer(request, out); }};
};

class ProviderSignInTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    sign_in_ = std::make_unique<SignIn>(
        *pool_, rules_, vault(), HashCost{.memory_kib = 64, .passes = 1, .lanes = 1}, &journal());
    oidc_ = std::make_unique<OidcClient>(*http_, time_);
    flow_ = std::make_unique<ProviderSignIn>(*pool_, vault(), *oidc_, *sign_in_, &journal());
    provider_ = Put({.tenant = "acme", .name = "Acme", .email_domains = {"Acme.example"}});
  }
  Provider Put(Provider provider, const std::string& issuer = "") {
    provider.issuer = issuer.empty() ? server_.url() : issuer;
    provider.client_id = "assay";
    return Providers(*pool_, vault()).Put(provider, {NewSecret::kThis, "s:cret+"}).value();
  }
  void Change(const std::function<void(Provider&)>& how) {
    how(provider_);
    ASSERT_TRUE(Providers(*pool_, vault()).Put(provider_, {}).ok());
  }

  // As a browser does: off to the provider, which remembers the nonce.
  ProviderSignIn::Return Go(const std::string& browser = "") {
    const auto started =
        flow_->Begin({provider_.id, "https://assay.example/cb", "/courses/x", browser});
    EXPECT_TRUE(started.ok()) << started.status().ToString();
    const std::string query = started->url.substr(started->url.find('?') + 1);
    sent_.clear();
    const http::Pairs pairs = http::ParseForm(query).value();
    for (const auto& [name, value] : pairs) sent_[name] = value;
    server_.nonce = sent_["nonce"];
    return {sent_["state"], "code-1", "", "", started->browser, {"192.0.2.1", "test"}};
  }
  ProviderSignIn::Finished Finish(const ProviderSignIn::Return& back) {
    auto finished = flow_->Finish(back);
    EXPECT_TRUE(finished.ok()) << finished.status().ToString();
    return *finished;
  }
  std::string Refused(const ProviderSignIn::Return& back) {
    const auto finished = Finish(back);
    EXPECT_FALSE(finished.done.session.has_value());
    EXPECT_TRUE(finished.done.ticket.empty());
    return finished.refused;
  }
  std::string Why() {
    return One(
        "SELECT detail FROM identity_audit.records WHERE action = 'sign_in.provider_refused' "
        "ORDER BY seq DESC LIMIT 1");
  }

  std::string Invited(const std::string& email) {
    return People(*pool_).Put({"", "acme", "Ada", email, false, {}}).value().id;
  }

  BentProvider server_;
  PasswordRules rules_ = PasswordRules::Load().value();
  limits::TimeSource time_;
  std::unique_ptr<http::Client> http_ = http::Client::Create().value();
  std::unique_ptr<SignIn> sign_in_;
  std::unique_ptr<OidcClient> oidc_;
  std::unique_ptr<ProviderSignIn> flow_;
  Provider provider_;
  std::map<std::string, std::string> sent_;
};

TEST_F(ProviderSignInTest, AnInvitedPersonIsFoundOnceByTheirAddressAndThenByTheirName) {
  const std::string ada = Invited("ada@acme.example");
  const auto first = Finish(Go());
  EXPECT_EQ(first.refused, "") << Why();
  EXPECT_EQ(first.return_to, "/courses/x");
  ASSERT_TRUE(first.done.session.has_value());
  EXPECT_EQ(first.done.person, ada);
  EXPECT_EQ(first.done.session->session.method, "provider");
  server_.claims["email"] = "new@elsewhere.example";
  EXPECT_EQ(Finish(Go()).done.person, ada);
  EXPECT_EQ(One("SELECT count(*) FROM identity.people WHERE tenant = 'acme'"), "1");
}

TEST_F(ProviderSignInTest, TheRequestIsWhatTheStandardsSay) {
  Invited("ada@acme.example");
  const auto back = Go();
  EXPECT_EQ(sent_["response_type"], "code");
  EXPECT_EQ(sent_["x"], "1");
  EXPECT_EQ(sent_["client_id"], "assay");
  EXPECT_EQ(sent_["scope"], "openid email profile");
  EXPECT_EQ(sent_["code_challenge_method"], "S256");
  EXPECT_EQ(Finish(back).refused, "");
  std::map<std::string, std::string> form(server_.form.begin(), server_.form.end());
  EXPECT_EQ(form["grant_type"], "authorization_code");
  EXPECT_EQ(form["redirect_uri"], "https://assay.example/cb");
  EXPECT_EQ(crypto::Base64UrlEncode(*crypto::HexDecode(Sha256Hex(form["code_verifier"]))),
            sent_["code_challenge"]);
  EXPECT_EQ(server_.authorization, "Basic " + crypto::Base64Encode("assay:s%3Acret%2B"));
  // Neither the secret nor anything that proves a browser stands in the database.
  EXPECT_EQ(One("SELECT count(*) FROM identity.providers WHERE secret LIKE '%cret%'"), "0");
}

TEST_F(ProviderSignInTest, ClaimsMayComeFromTheUserInfoOfTheSamePerson) {
  const std::string ada = Invited("ada@acme.example");
  server_.info = server_.claims;
  server_.claims = {{"sub", "s-1"}};
  EXPECT_EQ(Finish(Go()).done.person, ada);
  server_.info["sub"] = "s-2";
  server_.claims = {{"sub", "s-3"}};
  EXPECT_EQ(Refused(Go()), "provider");
  EXPECT_NE(Why().find("somebody else"), std::string::npos);
}

// ---------------------------------------------------------------------------- attacks

TEST_F(ProviderSignInTest, AStateIsGoodOnceInOneBrowserAndNotForLong) {
  Invited("ada@acme.example");
  auto back = Go();
  EXPECT_EQ(Finish(back).refused, "");
  EXPECT_EQ(Refused(back), "expired");  // the same answer again

  back = Go();
  auto other = back;
  other.browser = Go().browser;  // an answer of mine in the victim's browser
  EXPECT_EQ(Refused(other), "expired");
  EXPECT_EQ(Refused(back), "expired");  // and it is used up

  back = Go();
  back.browser = "";
  EXPECT_EQ(Refused(back), "expired");

  back = Go();
  Sql("UPDATE identity.provider_sign_ins SET expires_at = now()");
  EXPECT_EQ(Refused(back), "expired");

  back.state = "invented";
  EXPECT_EQ(Refused(back), "expired");
  EXPECT_EQ(server_.exchanges(), 1U);  // none of these was worth a question
}

TEST_F(ProviderSignInTest, TwoWindowsOfOneBrowserSignInBothAndTheirStatesAreNotMixedUp) {
  Invited("ada@acme.example");
  const auto first = Go();
  const std::string nonce = server_.nonce;
  auto second = Go(first.browser);
  EXPECT_EQ(second.browser, first.browser);
  EXPECT_EQ(Finish(second).refused, "");
  // The second one's token for the first one's state.
  EXPECT_EQ(Refused(first), "provider");
  EXPECT_NE(Why().find("nonce"), std::string::npos);
}

TEST_F(ProviderSignInTest, ATokenThatIsNotForThisSignInIsRefused) {
  Invited("ada@acme.example");
  const auto bent = [this](std::function<void(json&)> how, const std::string& why) {
    server_.bend = std::move(how);
    EXPECT_EQ(Refused(Go()), "provider");
    EXPECT_NE(Why().find(why), std::string::npos) << Why();
  };
  bent([](json& token) { token["nonce"] = "other"; }, "nonce");
  bent([](json& token) { token.erase("nonce"); }, "nonce");
  bent([](json& token) { token["aud"] = "another client"; }, "aud");
  bent([](json& token) { token["iss"] = "https://evil.example"; }, "iss");
  bent([](json& token) { token["exp"] = 1; }, "exp");
  bent([](json& token) { token.erase("sub"); }, "sub");
  bent([](json& token) { token["azp"] = "another client"; }, "azp");
}

TEST_F(ProviderSignInTest, ATokenThatTheProviderDidNotSignIsRefused) {
  Invited("ada@acme.example");
  const auto forged = [this](std::function<std::string(std::string)> how) {
    server_.forge = std::move(how);
    EXPECT_EQ(Refused(Go()), "provider");
  };
  const auto part = [](const std::string& token, int which) {
    const size_t first = token.find('.'), last = token.rfind('.');
    return which == 0 ? token.substr(0, first) : token.substr(first + 1, last - first - 1);
  };
  forged([&](const std::string& token) {  // no signature
    return crypto::Base64UrlEncode(R"({"alg":"none"})") + "." + part(token, 1) + ".";
  });
  forged([&](const std::string& token) {  // the public key as the key of an HMAC
    const std::string head =
        crypto::Base64UrlEncode(R"({"alg":"HS256","kid":")" + server_.key.id() + "\"}") + "." +
        part(token, 1);
    return head + "." +
           crypto::Base64UrlEncode(crypto::HmacSha256(server_.key.PublicJwk().dump(), head));
  });
  forged([&](const std::string& token) {  // another key under the same name
    const auto own = jwt::SigningKey::Create(jwt::Algorithm::kEs256).value();
    const json claims = json::parse(crypto::Base64UrlDecode(part(token, 1)).value());
    const std::string other = own.Sign(claims).value();
    return part(token, 0) + other.substr(other.find('.'));
  });
  forged([](const std::string&) { return std::string(); });
  server_.forge = nullptr;
  EXPECT_EQ(Finish(Go()).refused, "");
}

TEST_F(ProviderSignInTest, AnAnswerOfAnotherIssuerNeverMeetsThisOne) {
  Invited("ada@acme.example");
  auto back = Go();
  back.issuer = "https://evil.example";
  EXPECT_EQ(Refused(back), "provider");
  EXPECT_EQ(server_.exchanges(), 0U);  // its code was not shown
  back = Go();
  back.issuer = server_.url();
  EXPECT_EQ(Finish(back).refused, "");
}

TEST_F(ProviderSignInTest, WhoSaysItsNameAlwaysHasToSayIt) {
  server_.names_issuer = true;
  Invited("ada@acme.example");
  EXPECT_EQ(Refused(Go()), "provider");
  auto back = Go();
  back.issuer = server_.url();
  EXPECT_EQ(Finish(back).refused, "");
}

TEST_F(ProviderSignInTest, NowhereElseIsReturnedTo) {
  for (const char* path :
       {"//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a/../../v1/session",
        "/%2e%2e/x", "/x y", "/x\r\nSet-Cookie: a=b", "/x#y"}) {
    EXPECT_EQ(flow_->Begin({provider_.id, "https://a.example/cb", path, ""}).status().code(),
              StatusCode::kInvalidArgument)
        << path;
  }
  EXPECT_TRUE(IsReturnPath("/courses/intro/assignments/a?tab=grades"));
}

TEST_F(ProviderSignInTest, WhatTheProviderSaysInsteadOfACodeIsTold) {
  auto back = Go();
  back.code = "";
  back.error = "access_denied";
  EXPECT_EQ(Refused(back), "denied");
  back = Go();
  back.error = "server_error";
  EXPECT_EQ(Refused(back), "provider");
  server_.token_status = 400;
  EXPECT_EQ(Refused(Go()), "provider");
  EXPECT_NE(Why().find("invalid_grant"), std::string::npos);
}

// ---------------------------------------------------------------------------- who it is

TEST_F(ProviderSignInTest, AnAddressThatNobodyVouchesForFindsNobody) {
  Invited("ada@acme.example");
  server_.claims["email_verified"] = false;
  EXPECT_EQ(Refused(Go()), "unknown");
  server_.claims.erase("email_verified");
  EXPECT_EQ(Refused(Go()), "unknown");
  server_.claims["email_verified"] = true;
  for (const char* email :
       {"ada@acme.example.evil.example", "ada@sub.acme.example", "acme.example", "@acme.example"}) {
    server_.claims["email"] = email;
    EXPECT_EQ(Refused(Go()), "unknown") << email;
  }
  Change([](Provider& provider) { provider.email_domains.clear(); });
  server_.claims["email"] = "ada@acme.example";
  EXPECT_EQ(Refused(Go()), "unknown");
  EXPECT_EQ(One("SELECT count(*) FROM identity.provider_people"), "0");
}

TEST_F(ProviderSignInTest, AnAddressThatWasGivenToSomebodyNewDoesNotGiveThemTheAccount) {
  Invited("ada@acme.example");
  EXPECT_EQ(Finish(Go()).refused, "");
  server_.claims["sub"] = "s-2";
  EXPECT_EQ(Refused(Go()), "taken");
}

TEST_F(ProviderSignInTest, UnknownPeopleAreMadeWhereTheAdministratorSaidSo) {
  Change([](Provider& provider) { provider.create_people = true; });
  const auto made = Finish(Go());
  ASSERT_TRUE(made.done.session.has_value());
  EXPECT_EQ(One("SELECT name || ' ' || email || ' ' || administrator FROM identity.people"),
            "Ada Example ada@acme.example false");
  server_.claims = {
      {"sub", "s-2"}, {"name", "Eve"}, {"email", "eve@evil.example"}, {"email_verified", true}};
  EXPECT_EQ(Refused(Go()), "address");
  Change([](Provider& provider) { provider.email_domains.clear(); });
  EXPECT_EQ(Finish(Go()).refused, "");
  // Their word for their address is not kept: it would be somebody's way in.
  EXPECT_EQ(One("SELECT email FROM identity.people WHERE name = 'Eve'"), "");
}

TEST_F(ProviderSignInTest, WhoMayNotComeInDoesNotAndWhoHasACodeIsAskedForIt) {
  const std::string ada = Invited("ada@acme.example");
  Sql("INSERT INTO identity.second_factors (person, sealed, confirmed_at) VALUES ('" + ada +
      "', 'x', now())");
  const auto asked = Finish(Go());
  EXPECT_FALSE(asked.done.session.has_value());
  EXPECT_FALSE(asked.done.ticket.empty());
  Sql("UPDATE identity.people SET disabled_at = now()");
  EXPECT_EQ(Refused(Go()), "disabled");
  Change([](Provider& provider) { provider.disabled = true; });
  EXPECT_EQ(flow_->Begin({provider_.id, "https://a.example/cb", "", ""}).status().code(),
            StatusCode::kNotFound);
}

TEST_F(ProviderSignInTest, AnotherTenantsProviderSignsInThereOnly) {
  Invited("ada@acme.example");
  provider_ = Put({.tenant = "rival", .name = "Rival", .email_domains = {"acme.example"}});
  EXPECT_EQ(Refused(Go()), "unknown");
  EXPECT_EQ(Providers(*pool_, vault()).Delete("acme", provider_.id).code(), StatusCode::kNotFound);
}

// ---------------------------------------------------------------------------- providers

TEST_F(ProviderSignInTest, AProviderIsOnlyWhatItsDescriptionSaysOfItself) {
  const std::string right = server_.url();
  const auto wrong = [&](json change, const std::string& why) {
    json document = {{"issuer", right},
                     {"authorization_endpoint", right + "/a"},
                     {"token_endpoint", right + "/t"},
                     {"jwks_uri", right + "/k"}};
    document.update(change);
    const Status status = ReadProviderDocument(document.dump(), right).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_NE(status.message().find(why), std::string::npos) << status.message();
  };
  wrong({{"issuer", "https://evil.example"}}, "another name");
  wrong({{"issuer", right + "/"}}, "another name");
  wrong({{"token_endpoint", "http://evil.example/t"}}, "token_endpoint");
  wrong({{"jwks_uri", "http://10.0.0.1/k"}}, "jwks_uri");
  wrong({{"authorization_endpoint", "javascript:alert(1)"}}, "authorization_endpoint");
  wrong({{"authorization_endpoint", 7}}, "authorization_endpoint");
  EXPECT_FALSE(ReadProviderDocument("<html>", right).ok());
}

TEST_F(ProviderSignInTest, AProviderThatDoesNotAnswerIsAskedAgainAfterAPause) {
  http::TestReceiver away([](const auto&, auto& out) { out.Reply(500); });
  limits::FakeTime time;
  OidcClient oidc(*http_, time);
  EXPECT_FALSE(oidc.Discover(away.url()).ok());
  EXPECT_FALSE(oidc.Discover(away.url()).ok());
  EXPECT_EQ(away.requests().size(), 1U);
  EXPECT_FALSE(oidc.Discover(away.url(), true).ok());
  EXPECT_EQ(away.requests().size(), 2U);
  time.Advance(std::chrono::seconds(16));
  EXPECT_FALSE(oidc.Discover(away.url()).ok());
  EXPECT_EQ(away.requests().size(), 3U);
}

TEST_F(ProviderSignInTest, AProviderOnThisMachineIsOutOfReachUnlessItIsAllowed) {
  http::ClientOptions walled;
  walled.policy = http::AddressPolicy::Public().value();
  const auto client = http::Client::Create(walled).value();
  OidcClient oidc(*client, time_);
  EXPECT_EQ(oidc.Discover(server_.url()).status().code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(CheckEndpoint("http://id.example.org").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckEndpoint("http://127.0.0.1.evil.example").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckEndpoint("https://a@id.example.org").code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(CheckEndpoint("https://id.example.org/realms/a").ok());
}

TEST_F(ProviderSignInTest, TheSecretSurvivesANewMasterKey) {
  ASSERT_TRUE(blobs::AddMasterKey(masters_->file()).ok());
  ASSERT_TRUE(vault().Rewrap(*connection_).ok());
  ASSERT_TRUE(blobs::RemoveOldMasterKeys(masters_->file()).ok());
  const auto masters = blobs::MasterKeys::Load(masters_->file()).value();
  Vault again(*masters);
  EXPECT_EQ(Providers(*pool_, again).SecretOf(provider_).value(), "s:cret+");
}

TEST_F(ProviderSignInTest, WhatIsWrongWithAProviderIsNamed) {
  const auto named = [this](const std::function<void(Provider&)>& how, const std::string& field) {
    Provider one = provider_;
    how(one);
    const Status status = CheckProvider(one);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_TRUE(status.message().starts_with(field + ":")) << status.message();
  };
  named([](Provider& one) { one.name = ""; }, "name");
  named([](Provider& one) { one.issuer = "http://id.example.org"; }, "issuer");
  named([](Provider& one) { one.client_id = "a\nb"; }, "client_id");
  named([](Provider& one) { one.scopes = {"ok", "not ok"}; }, "scopes[1]");
  named(
      [](Provider& one) {
        one.email_domains = {"acme.example", "@acme.example"};
      },
      "email_domains[1]");
}

}  // namespace
}  // namespace assay::identity
