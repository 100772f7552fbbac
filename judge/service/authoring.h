#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "assay/judge/v1/authoring.pb.h"
#include "judge/git/fetch.h"
#include "judge/service/calls.h"
#include "judge/service/core.h"
#include "judge/service/hub.h"
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
  Authoring(Core& core, Calls& calls, Hub& hub, AuthoringOptions options,
            const UploadOptions& upload, const SecretBox* tokens)
      : core_(core),
        calls_(calls),
        hub_(hub),
        options_(std::move(options)),
        upload_(upload),
        tokens_(tokens) {}

  Result<v1::StartVerificationResponse> StartVerification(
      const v1::StartVerificationRequest& request, CallInfo& info);
  Result<v1::Verification> GetVerification(const v1::GetVerificationRequest& request);

  // Both may wait for a server of a stranger, one call of a tenant at a time, until `gone`.
  Result<v1::PutProblemFromGitResponse> PutProblemFromGit(
      const v1::PutProblemFromGitRequest& request, CallInfo& info, std::function<bool()> gone);
  Result<v1::ProblemOrigin> GetProblemOrigin(const v1::GetProblemOriginRequest& request,
                                             CallInfo& info, std::function<bool()> gone);
  // Ends those that wait.
  void Stop() { stopped_ = true; }

 private:
  Result<VerificationStore::Limits> LimitsNow();
  Result<v1::Verification> Shown(const std::string& tenant,
                                 const VerificationStore::Verification& verification);
  Result<v1::VerificationReport> ReportOf(const SubmissionRecord& record);
  Result<v1::ProblemOrigin> ToProto(const OriginRecord& origin);
  class Turn;
  GitOptions WhileWanted(std::function<bool()> gone) const;
  // What was kept for this repository; empty: nothing.
  Result<std::string> TokenFor(const std::string& tenant, const std::string& problem,
                               const std::string& url);

  Core& core_;
  Calls& calls_;
  Hub& hub_;
  const AuthoringOptions options_;
  const UploadOptions upload_;
  const SecretBox* const tokens_;
  std::atomic<bool> stopped_ = false;
  std::mutex fetching_mutex_;
  std::set<std::string> fetching_;  // tenants
};

}  // namespace assay::judge
