#pragma once

#include <string>
#include <vector>

#include "assay/identity/v1/identity.pb.h"
#include "lms/identity/person.h"
#include "lms/identity/sessions.h"
#include "lms/identity/sign_in.h"
#include "lms/identity/tokens.h"

// Private to the room: values of the contract, and back.
namespace assay::identity {

std::vector<std::string> ListOf(const google::protobuf::RepeatedPtrField<std::string>& items);
v1::Person ToProto(const Person& person);
Person FromProto(const v1::Person& in);
v1::Token ToProto(const Token& token);
v1::CreateTokenResponse ToProto(const CreatedToken& created);
v1::Principal ToProto(const Principal& who);
v1::Session ToProto(const Session& session);
v1::SignInResponse ToProto(const SignedIn& done);

}  // namespace assay::identity
