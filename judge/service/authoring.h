#pragma once

#include "assay/judge/v1/authoring.pb.h"
#include "judge/git/fetch.h"
#include "judge/service/calls.h"
#include "judge/service/core.h"
#include "judge/service/problem_upload.h"
#include "judge/store/origins.h"
#include "judge/store/verifications.h"

namespace assay::judge {

class SecretBox;

struct AuthoringOptions {
  VerificationStore::Limits verifications;
  GitOptions git;
};

// The calls of AuthoringService, without gRPC. All of them are for staff, and bound to the caller's
// tenant. Thread-safe.
class Authoring {
 public:
  // `tokens` seals those for git servers; nullptr: none is kept.
  Authoring(Core& core, Calls& calls, AuthoringOptions options, const UploadOptions& upload,
            const SecretBox* tokens)
      : core_(core),
        calls_(calls),
        options_(std::move(options)),
        upload_(upload),
        tokens_(tokens) {}

  Result<v1::StartVerificationResponse> StartVerification(
      const v1::StartVerificationRequest& request, CallInfo& info);
  Result<v1::Verification> GetVerification(const v1::GetVerificationRequest& request);

  // Both wait for a server of a stranger.
  Result<v1::PutProblemFromGitResponse> PutProblemFromGit(
      const v1::PutProblemFromGitRequest& request);
  Result<v1::ProblemOrigin> GetProblemOrigin(const v1::GetProblemOriginRequest& request);

 private:
  Result<v1::Verification> Shown(const std::string& tenant,
                                 const VerificationStore::Verification& verification);
  Result<v1::VerificationReport> ReportOf(const SubmissionRecord& record);
  Result<v1::ProblemOrigin> ToProto(const OriginRecord& origin);
  // What was kept for the server of `source`, or what is said now.
  Result<std::string> TokenFor(const std::string& tenant, const std::string& problem,
                               const std::string& server);

  Core& core_;
  Calls& calls_;
  const AuthoringOptions options_;
  const UploadOptions upload_;
  const SecretBox* const tokens_;
};

}  // namespace assay::judge
