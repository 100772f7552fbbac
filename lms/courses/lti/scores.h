#pragma once

#include <stop_token>

#include "common/delivery/senders.h"
#include "lms/courses/lti/lti.h"

namespace assay::courses::lti {

struct ScoreOptions {
  size_t senders = 2;
  std::chrono::milliseconds poll{1000};
  std::chrono::milliseconds timeout{20'000};
  std::chrono::milliseconds first_retry{5'000};
  std::chrono::milliseconds max_retry{3'600'000};
  std::chrono::hours give_up{7 * 24};
};

// Grades on their way to platforms (AGS 2.0): what changed is put into lti_scores, from where it is
// sent, with a wait that grows where a platform does not answer. At least once, and never an older
// grade after a newer one: a row is leased by one at a time, carries the newest grade, and each
// sending a later timestamp. What it is given outlives it; thread-safe.
class Scores {
 public:
  Scores(Lti& lti, const ScoreOptions& options);
  Scores(const Scores&) = delete;
  Scores& operator=(const Scores&) = delete;

  void Start() { senders_.Start(); }

  // One round each, for the threads and for tests. How many grades were put in the queue.
  Result<int> Collect();
  // Sends one that is due; false: none is.
  Result<bool> SendOne(std::stop_token stop = {});

 private:
  struct Due {
    int64_t item = 0, attempt = 0, tries = 0, version = 0;
    std::string person, subject, platform, stamp, url, line_items, title;
    int64_t assignment = 0;
    double points = 0, most = 0;
    bool may_make = false;
  };
  struct Outcome {
    int status = 0;
    std::string error;  // empty: delivered
    bool final = false;
    std::chrono::milliseconds retry_after{0};
  };
  Result<Due> Lease(bool& found);
  Outcome Send(const Due& due, const std::stop_token& stop);
  Result<std::string> ItemUrl(const Platform& platform, const Due& due,
                              const std::stop_token& stop);
  Result<http::ClientResponse> Ask(const Platform& platform, const std::string& scope,
                                   http::ClientRequest request, const std::stop_token& stop);
  Status Record(const Due& due, const Outcome& outcome);

  Lti& lti_;
  const ScoreOptions options_;
  delivery::Senders senders_;  // last: its threads use the others
};

// "https://…/lineitems/7?x=y" and "scores" are "https://…/lineitems/7/scores?x=y".
std::string UnderItem(const std::string& item, const std::string& what);

}  // namespace assay::courses::lti
