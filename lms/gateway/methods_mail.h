#pragma once

#include "assay/identity/v1/mail.pb.h"
#include "lms/gateway/upstream.h"

// What the gateway calls for mail; as methods.h.
namespace assay::gateway {

namespace identity_v1 = ::assay::identity::v1;

// X(constant, Method, Request, Response)
#define ASSAY_MAIL_METHODS(X)                                                \
  X(kGetMailSettings, GetMailSettings, GetMailSettingsRequest, MailSettings) \
  X(kPutMailSettings, PutMailSettings, PutMailSettingsRequest, MailSettings) \
  X(kUnsubscribe, Unsubscribe, UnsubscribeRequest, Unsubscribed)             \
  X(kGetMailState, GetMailState, GetMailStateRequest, MailState)             \
  X(kSendTestMail, SendTestMail, SendTestMailRequest, TestMail)              \
  X(kRetryMail, RetryMail, RetryMailRequest, RetryMailResponse)

#define ASSAY_MAIL_METHOD(constant, Name, Request, Response)                     \
  inline constexpr Method<identity_v1::Request, identity_v1::Response> constant{ \
      "/assay.identity.v1.MailService/" #Name};
namespace methods {
ASSAY_MAIL_METHODS(ASSAY_MAIL_METHOD)
}  // namespace methods
#undef ASSAY_MAIL_METHOD

}  // namespace assay::gateway
