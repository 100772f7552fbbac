#pragma once

#include "assay/identity/v1/passkeys.pb.h"
#include "lms/gateway/upstream.h"

// What the gateway calls for passkeys; as methods.h.
namespace assay::gateway {

namespace identity_v1 = ::assay::identity::v1;

// X(constant, Method, Request, Response)
#define ASSAY_PASSKEY_METHODS(X)                                                              \
  X(kListPasskeys, ListPasskeys, ListPasskeysRequest, ListPasskeysResponse)                   \
  X(kStartPasskey, StartPasskey, StartPasskeyRequest, PasskeyOptions)                         \
  X(kFinishPasskey, FinishPasskey, FinishPasskeyRequest, Passkey)                             \
  X(kRenamePasskey, RenamePasskey, RenamePasskeyRequest, RenamePasskeyResponse)               \
  X(kRemovePasskey, RemovePasskey, RemovePasskeyRequest, RemovePasskeyResponse)               \
  X(kStartPasskeySignIn, StartPasskeySignIn, StartPasskeySignInRequest, PasskeySignInOptions) \
  X(kFinishPasskeySignIn, FinishPasskeySignIn, FinishPasskeySignInRequest, SignInResponse)

#define ASSAY_PASSKEY_METHOD(constant, Name, Request, Response)                  \
  inline constexpr Method<identity_v1::Request, identity_v1::Response> constant{ \
      "/assay.identity.v1.PasskeyService/" #Name};
namespace methods {
ASSAY_PASSKEY_METHODS(ASSAY_PASSKEY_METHOD)
}  // namespace methods
#undef ASSAY_PASSKEY_METHOD

}  // namespace assay::gateway
