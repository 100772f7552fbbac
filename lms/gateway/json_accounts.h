#pragma once

#include <optional>
#include <string>

#include "lms/gateway/access.h"
#include "lms/gateway/methods.h"
#include "lms/gateway/problem.h"

// Bodies about accounts: sessions, passwords, second factors, tokens, invitations, rosters. The
// words are those of lms/gateway/openapi.yaml.
namespace assay::gateway {

// Who is signed in, what they may do where, and what their requests carry.
std::string SessionToJson(const Principal& who);
// {"state": "code_needed", "ticket": …}
std::string TicketToJson(const std::string& ticket);
// {"url": …}: where the browser goes.
std::string UrlToJson(const std::string& url);
// {"state": "password_set"}: sign in as always.
std::string PasswordSetToJson();
std::string ToJson(const identity_v1::ListSessionsResponse& sessions, const std::string& current);
std::string ToJson(const identity_v1::SecondFactor& factor);
std::string ToJson(const identity_v1::StartSecondFactorResponse& started);
std::string ToJson(const identity_v1::ConfirmSecondFactorResponse& confirmed);
std::string ToJson(const identity_v1::ListTokensResponse& tokens);
// With the secret.
std::string NewTokenToJson(const identity_v1::CreateTokenResponse& created);
std::string ToJson(const identity_v1::Invitation& invitation);
std::string ToJson(const identity_v1::ListInvitationsResponse& invitations);
// `page`: of which a secret makes a link.
std::string ToJson(const identity_v1::InviteResponse& made, const std::string& page);
std::string ToJson(const identity_v1::ImportRosterResponse& roster, const std::string& page);

// People as administrators see them: also what is allowed and forbidden beside their roles.
std::string OrganisationPerson(const identity_v1::Person& person);
std::string ToJson(const identity_v1::ListPeopleResponse& page);

std::string ToJson(const identity_v1::ListConsentsResponse& consents);
std::string ToJson(const identity_v1::ListAuditResponse& audit);

std::optional<Problem> ReadSignIn(const http::Request& request, identity_v1::SignInRequest& in);
std::optional<Problem> ReadCode(const http::Request& request,
                                identity_v1::SignInWithCodeRequest& in);
std::optional<Problem> ReadPasswordChange(const http::Request& request,
                                          identity_v1::ChangePasswordRequest& in);
// {"NAME": "…"}, which is needed.
std::optional<Problem> ReadOne(const http::Request& request, const char* name, std::string& value);
std::optional<Problem> ReadNewToken(const http::Request& request,
                                    identity_v1::CreateTokenRequest& in);
std::optional<Problem> ReadInvite(const http::Request& request, identity_v1::InviteRequest& in);
// Everything but whose it is.
std::optional<Problem> ReadPerson(const http::Request& request, identity_v1::Person& person);
std::optional<Problem> ReadAccept(const http::Request& request,
                                  identity_v1::AcceptInvitationRequest& in);
std::optional<Problem> ReadConsent(const http::Request& request,
                                   identity_v1::SetConsentRequest& in);

}  // namespace assay::gateway
