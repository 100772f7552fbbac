#pragma once

#include <functional>
#include <memory>
#include <string>

#include "lms/gateway/methods.h"

namespace grpc {
class Channel;
}

namespace assay::gateway {

// The contracts of the judge and of identity in this process, small and in memory, over real gRPC
// without TLS: for the gateway's own logic. Tokens are "assay_" and a name, filled up with dots of
// "x" (TestToken).
//
// People: root (administrator, all scopes), ines (instructor of algo), anna (assistant of algo),
// sam and sue (students of algo), rob (a student of algo whose token may only read), olga (a
// student of bio). Problems: sum (of algo), open (of no course), cells (of bio), full (of algo; the
// queue refuses it), slow (of algo; is never answered).
class TestServices {
 public:
  TestServices();
  ~TestServices();

  std::shared_ptr<grpc::Channel> judge_channel();
  std::shared_ptr<grpc::Channel> identity_channel();
  std::shared_ptr<grpc::Channel> plagiarism_channel();  // test_similarity.h

  // Tells watchers of a submission; the sequence is filled in.
  void Publish(const std::string& id, judge_v1::SubmissionEvent event);
  // Ends it as AC and tells that.
  void Finish(const std::string& id);
  // Breaks all streams of events.
  void BreakStreams();
  // Calls to the judge fail with UNAVAILABLE until it is set back.
  void SetAway(bool away);
  // How often identity was asked whose a token is.
  int authentications() const;
  // What everybody agreed to, or took back.
  void SetConsent(const std::string& purpose, bool granted);
  // Of the last call of Submit.
  judge_v1::SubmitRequest last_submit() const;
  // Watch requests that the judge has been sent over all streams.
  int watch_requests() const;
  // What a person decided about the device "WDJB-MJHT": 0 nothing, 1 allowed, 2 denied.
  int decision() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string TestToken(const std::string& name);

}  // namespace assay::gateway
