#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "common/delivery/senders.h"
#include "common/log/log.h"
#include "lms/identity/mail_queue.h"

namespace assay::identity {

// Writes and sends what is in the queue. A mail server that is slow or away holds up these threads
// and nothing else. What it is given outlives it; thread-safe.
class Mailer {
 public:
  Mailer(MailQueue& queue, MailSettingsStore& settings, log::Logger logger);

  // Where a server is set up.
  void Start();
  // Sends one that is due, for the threads and for tests; false: none is.
  Result<bool> SendOne(size_t thread = 0, std::stop_token stop = {});

  // To `person`, at once and past the queue: what the server says to it.
  mail::SendResult SendTest(const std::string& name, const std::string& email,
                            const std::string& language);

 private:
  Result<std::string> Write(const DueMail& mail);
  Result<std::string> Compose(const DueMail& mail, const std::string& subject,
                              const std::string& text, const std::string& unsubscribe) const;

  MailQueue& queue_;
  MailSettingsStore& settings_;
  const log::Logger logger_;
  std::vector<std::unique_ptr<mail::Smtp>> connections_;  // of each thread
  std::atomic<int64_t> forgotten_us_ = 0;
  delivery::Senders senders_;  // last: its threads use the others
};

}  // namespace assay::identity
