#pragma once

#include "lms/gateway/api.h"
#include "lms/gateway/methods.h"

// What routes of accounts share.
namespace assay::gateway {

// For whom a service does something, for its audit log.
identity_v1::Actor ActorOf(const Call& call);

// Where a sign-in comes from.
identity_v1::Client ClientOf(const http::Request& request);

// A request of another site, with which it would sign somebody in as somebody else: answered with
// 403. False: it is none.
bool FromElsewhere(const CallPtr& call);

// What a browser keeps of a session that just began.
http::Headers SignInCookies(const identity_v1::SignInResponse& done);

// 200 with the session and its cookies, or with what is missing; or the failure.
void AnswerSignIn(const CallPtr& call, const Reply& reply, const identity_v1::SignInResponse& done);

// A wrong present password is a wrong field, and not the end of the session: 422. False: it is not
// that.
bool WrongPassword(const CallPtr& call, const Reply& reply, const char* field);

}  // namespace assay::gateway
