#pragma once

#include "assay/identity/v1/sign_on.pb.h"
#include "lms/gateway/upstream.h"

// What the gateway calls for signing in by what others say; as methods.h.
namespace assay::gateway {

namespace identity_v1 = ::assay::identity::v1;

// X(constant, Method, Request, Response)
#define ASSAY_SIGN_ON_METHODS(X)                                                            \
  X(kPutProvider, PutProvider, PutProviderRequest, Provider)                                \
  X(kListProviders, ListProviders, ListProvidersRequest, ListProvidersResponse)             \
  X(kDeleteProvider, DeleteProvider, DeleteProviderRequest, DeleteProviderResponse)         \
  X(kListProviderButtons, ListProviderButtons, ListProviderButtonsRequest, ProviderButtons) \
  X(kStartProviderSignIn, StartProviderSignIn, StartProviderSignInRequest,                  \
    StartProviderSignInResponse)                                                            \
  X(kFinishProviderSignIn, FinishProviderSignIn, FinishProviderSignInRequest,               \
    FinishProviderSignInResponse)

#define ASSAY_SIGN_ON_METHOD(constant, Name, Request, Response)                  \
  inline constexpr Method<identity_v1::Request, identity_v1::Response> constant{ \
      "/assay.identity.v1.SignOnService/" #Name};
namespace methods {
ASSAY_SIGN_ON_METHODS(ASSAY_SIGN_ON_METHOD)
}  // namespace methods
#undef ASSAY_SIGN_ON_METHOD

}  // namespace assay::gateway
