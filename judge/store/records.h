#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "judge/queue/job.h"

// Rows as values. Times are microseconds since 1970; 0: none.
namespace assay::judge {

struct NewSubmission {
  std::string id;  // NewId
  std::string tenant, course, problem, person, language;
  int problem_version = 0;
  JobClass job_class = JobClass::kInteractive;
  std::string idempotency_key;  // empty: none
  std::string request;          // SHA-256 of what was asked for
  std::string callback_url;
  std::string payload;  // SHA-256 of the JobSpec's blob
};

struct SubmissionRecord {
  std::string id, tenant, course, problem, person, language, callback_url;
  int problem_version = 0;
  JobClass job_class = JobClass::kInteractive;
  JobState state = JobState::kWaiting;
  int64_t created_us = 0, ended_us = 0;
  int revision = 1;
  int attempts = 0;
  std::string summary;  // of the result: result_text.h
  std::string report;   // SHA-256; empty: none
  std::string failure;  // of a dead letter
  int64_t judgement = 0;
  int64_t job = 0;      // 0: not enqueued yet
  std::string payload;  // SHA-256; empty: to be made
};

// One grading and its submission; state, attempts and what follows them are those of this grading.
struct JudgementRecord {
  SubmissionRecord submission;
  bool counts = false;  // false: of a rejudge that was not committed, or of the past
  std::string worker;   // that has the job, or had it last
};

// A judgement whose job was not enqueued, or not noted yet.
struct Unqueued {
  int64_t judgement = 0;
  std::string submission, tenant, course, payload;
  JobClass job_class = JobClass::kInteractive;
  bool rejudge = false;
  // Where the payload is to be made: from that of the former judgement, with this package.
  std::string previous_payload, package;
};

struct SubmissionQuery {
  std::string tenant;
  std::string course, problem, person, language;  // empty: any
  std::vector<std::string> verdicts, ids;         // empty: any
  std::vector<JobState> states;
  std::string from, before;  // ids: from <= id < before; empty: no bound
};

struct ProblemRecord {
  std::string tenant, id, course, title, format, package, languages;
  std::string page;  // SHA-256 of the blob of what students read of it; empty: to be made
  int version = 0;
  int64_t created_us = 0;
};

struct RejudgeRecord {
  std::string id, tenant, reason, started_by;
  int state = 0;  // 0 running, 2 committed, 3 undone, 4 cancelled
  bool newest_version = false;
  int64_t created_us = 0;
  int64_t total = 0, done = 0, changed = 0;
};

struct RejudgeChangeRecord {
  std::string submission, person;
  std::string before, after;  // summaries; empty: none
};

struct DeadLetterRecord {
  int64_t job = 0;
  std::string submission, worker, reason;
  int attempts = 0;
  int64_t died_us = 0;
};

struct WorkerRecord {
  std::string name, version, backend, quarantined;
  int slots = 0;
  int64_t last_seen_us = 0;
};

}  // namespace assay::judge
