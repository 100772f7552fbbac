#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace assay::judge {

// The numbers stand in the database: they never change.
enum class JobClass : int { kInteractive = 0, kExam = 1, kBatch = 2, kBackground = 3 };
inline constexpr size_t kJobClasses = 4;
inline size_t Index(JobClass job_class) { return static_cast<size_t>(job_class); }

enum class JobState : int { kWaiting = 0, kLeased = 1, kDone = 2, kDead = 3, kCancelled = 4 };

struct NewJob {
  JobClass job_class = JobClass::kInteractive;
  std::string course;           // whose turn it takes; 1 to 200 characters
  std::string idempotency_key;  // 1 to 200 characters, unique within the course for ever
  std::string payload;          // SHA-256 of the blob that says what to do: 64 hexadecimal digits
  int max_attempts = 3;         // 1 to 1000
  std::chrono::milliseconds delay{0};
};

struct Enqueued {
  int64_t id = 0;
  bool created = false;   // false: the same key was there before, this is its job
  bool conflict = false;  // the key's job has another class or payload: a client's mistake
};

// What a worker gets. (id, attempt) is its proof: once the job is leased again, that attempt is
// void.
struct LeasedJob {
  int64_t id = 0;
  int attempt = 0;  // 1 for the first
  int max_attempts = 0;
  JobClass job_class = JobClass::kInteractive;
  std::string course;
  std::string payload;
  std::string idempotency_key;
  double waited_seconds = 0;  // since it was enqueued
};

struct JobResult {
  int64_t id = 0;
  int attempt = 0;
  std::string report;   // SHA-256 of the report's blob, 64 hexadecimal digits; may be empty
  std::string summary;  // at most 64 KiB of text
};

enum class FinishOutcome {
  kAccepted,  // this call's result is the job's
  kAlready,   // the same attempt's result was accepted before: a repeated call
  kStale,     // another attempt holds or ended the job, or it was cancelled: nothing was kept
};

enum class LeaseHeld {
  kYes,
  kLost,       // leased anew, ended, or waiting again
  kCancelled,  // stop working
};

enum class FailOutcome { kRetry, kDead, kStale };

// A lease that ran out and was ended by a sweep.
struct LostLease {
  int64_t id = 0;
  int attempt = 0;
  bool dead = false;  // no attempt was left: a dead letter
  std::string idempotency_key;
};

struct ClassDepth {
  int64_t waiting = 0;  // may be leased now
  int64_t delayed = 0;  // not before a later time
  int64_t leased = 0;
  double oldest_waiting_seconds = 0;
};

}  // namespace assay::judge
