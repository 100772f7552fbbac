#include "lms/gateway/judge0/submissions.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "lms/gateway/callers.h"
#include "lms/gateway/judge0/fetch.h"
#include "lms/gateway/judge0/replies.h"
#include "lms/gateway/judge0/submission_in.h"
#include "proto/judge0/token.h"

namespace assay::gateway::judge0 {
namespace {

namespace words = ::assay::judge0;
using Json = nlohmann::ordered_json;

constexpr size_t kMaxListed = 2'000;
constexpr int kPerPage = 20, kMaxPerPage = 100;

// As deep as anything that Judge0 takes: what is nested without end would cost the parser its
// stack.
nlohmann::json ParseJson(const std::string& body) {
  const auto bounded = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    return depth <= 8;
  };
  return nlohmann::json::parse(body, bounded, false);
}

void PrepareSubmit(const CallPtr& call, judge_v1::SubmitRequest& submit) {
  *submit.mutable_caller() = CallerOf(call->who(), false);
  submit.set_traceparent(call->traceparent());
  submit.set_class_(judge_v1::CLASS_INTERACTIVE);
}

// POST /submissions/batch, one after another.
class BatchCreate : public std::enable_shared_from_this<BatchCreate> {
 public:
  BatchCreate(CallPtr call, const Config& config, nlohmann::json submissions)
      : call_(std::move(call)), config_(config), submissions_(std::move(submissions)) {}

  void Next() {
    while (answers_.size() < submissions_.size()) {
      judge_v1::SubmitRequest submit;
      Json errors;
      const bool base64 = call_->Query("base64_encoded") == "true";
      if (ReadSubmission(submissions_[answers_.size()], base64, config_, submit, errors)) {
        return Submit(std::move(submit));
      }
      answers_.push_back(std::move(errors));
    }
    Answer(call_, any_ ? 201 : 422, answers_);
  }

 private:
  void Submit(judge_v1::SubmitRequest submit) {
    PrepareSubmit(call_, submit);
    submit.set_class_(judge_v1::CLASS_BATCH);
    call_->api().judge().Call(
        methods::kSubmit, submit, call_->Upstream(),
        [self = shared_from_this()](const Reply& reply, judge_v1::SubmitResponse& response) {
          // Where none was taken the client may send all of it again.
          if (!reply.ok() && !self->any_) return Fail(self->call_, reply);
          if (reply.ok()) {
            self->any_ = true;
            self->answers_.push_back({{"token", words::TokenOf(response.submission().id())}});
          } else {
            self->answers_.push_back({{"error", "queue is full"}});
          }
          self->Next();
        });
  }

  const CallPtr call_;
  const Config config_;
  const nlohmann::json submissions_;
  Json answers_ = Json::array();
  bool any_ = false;
};

void AnswerOne(const CallPtr& call, int status, const std::string& id, const Wishes& wishes) {
  Fetch(call, id, wishes.fields, [call, status, wishes](const Reply& reply, const Parts& parts) {
    if (!reply.ok()) return Fail(call, reply);
    Answer(call, status, ToJson(parts, wishes.fields, wishes.base64));
  });
}

// "?page=" and "?per_page="; Ruby's to_i: what is no number is 0.
int PageNumber(const CallPtr& call, const char* name, int otherwise) {
  const auto text = call->request().Query(name);
  return text ? std::atoi(text->c_str()) : otherwise;
}

Json PageMeta(int page, int per_page, size_t total) {
  const auto pages =
      static_cast<int>((total + static_cast<size_t>(per_page) - 1) / static_cast<size_t>(per_page));
  Json meta;
  meta["current_page"] = page;
  meta["next_page"] = page < pages ? Json(page + 1) : Json();
  meta["prev_page"] = page > 1 ? Json(page - 1) : Json();
  meta["total_pages"] = pages;
  meta["total_count"] = total;
  return meta;
}

void AnswerPage(const CallPtr& call, const Wishes& wishes, int page, int per_page,
                const std::vector<judge_v1::Submission>& runs) {
  const size_t from = std::min(runs.size(), static_cast<size_t>(page - 1) * per_page);
  const size_t to = std::min(runs.size(), from + static_cast<size_t>(per_page));
  std::vector<std::string> ids;
  for (size_t i = from; i < to; ++i) ids.push_back(runs[i].id());
  const Json meta = PageMeta(page, per_page, runs.size());
  FetchMany(call, std::move(ids), wishes.fields,
            [call, wishes, meta](const Reply& reply, const std::vector<std::optional<Parts>>& all) {
              if (!reply.ok()) return Fail(call, reply);
              Json body = {{"submissions", Json::array()}, {"meta", meta}};
              for (const auto& parts : all) {
                if (parts) {
                  body["submissions"].push_back(ToJson(*parts, wishes.fields, wishes.base64));
                }
              }
              Answer(call, 200, body);
            });
}

}  // namespace

void Create(const CallPtr& call, const Config& config) {
  Wishes wishes;
  if (!ReadWishes(call, wishes)) return;
  const nlohmann::json json = ParseJson(call->request().body);
  if (json.is_discarded()) return Refuse(call, 400, "the body is not JSON");
  judge_v1::SubmitRequest submit;
  Json errors;
  if (!ReadSubmission(json, wishes.base64, config, submit, errors)) {
    return Answer(call, 422, errors);
  }
  PrepareSubmit(call, submit);
  const bool wait = call->Query("wait") == "true";
  call->api().judge().Call(
      methods::kSubmit, submit, call->Upstream(),
      [call, wait, wishes](const Reply& reply, judge_v1::SubmitResponse& response) {
        if (!reply.ok()) return Fail(call, reply);
        const std::string id = response.submission().id();
        if (!wait) return Answer(call, 201, {{"token", words::TokenOf(id)}});
        call->Waits();
        WaitForEnd(call, id, [call, id, wishes] { AnswerOne(call, 201, id, wishes); });
      });
}

void CreateBatch(const CallPtr& call, const Config& config) {
  const nlohmann::json json = ParseJson(call->request().body);
  if (json.is_discarded()) return Refuse(call, 400, "the body is not JSON");
  const auto found = json.is_object() ? json.find("submissions") : json.end();
  const size_t count = found == json.end() || !found->is_array() ? 0 : found->size();
  if (count == 0) return Refuse(call, 400, "there should be at least one submission in a batch");
  if (count > static_cast<size_t>(config.max_batch)) {
    return Refuse(call, 400,
                  "number of submissions in a batch should be less than or equal to " +
                      std::to_string(config.max_batch));
  }
  std::make_shared<BatchCreate>(call, config, *found)->Next();
}

void Get(const CallPtr& call) {
  Wishes wishes;
  if (ReadWishes(call, wishes)) AnswerOne(call, 200, words::IdOf(call->Param("token")), wishes);
}

void GetBatch(const CallPtr& call, const Config& config) {
  Wishes wishes;
  if (!ReadWishes(call, wishes)) return;
  std::string tokens = call->Query("tokens");
  if (tokens.empty()) tokens = std::string(call->request().Header("tokens"));
  std::vector<std::string> ids;
  for (size_t at = 0; at < tokens.size();) {
    const size_t comma = std::min(tokens.find(',', at), tokens.size());
    ids.push_back(words::IdOf(tokens.substr(at, comma - at)));
    at = comma + 1;
  }
  if (ids.empty()) return Refuse(call, 400, "there should be at least one submission in a batch");
  if (ids.size() > static_cast<size_t>(config.max_batch)) {
    return Refuse(call, 400,
                  "number of submissions in a batch should be less than or equal to " +
                      std::to_string(config.max_batch));
  }
  FetchMany(call, std::move(ids), wishes.fields,
            [call, wishes](const Reply& reply, const std::vector<std::optional<Parts>>& all) {
              if (!reply.ok()) return Fail(call, reply);
              Json list = Json::array();
              for (const auto& parts : all) {
                list.push_back(parts ? ToJson(*parts, wishes.fields, wishes.base64) : Json());
              }
              Answer(call, 200, {{"submissions", std::move(list)}});
            });
}

void List(const CallPtr& call) {
  Wishes wishes;
  if (!ReadWishes(call, wishes)) return;
  const int page = PageNumber(call, "page", 1);
  const int per_page = PageNumber(call, "per_page", kPerPage);
  if (page <= 0) return Refuse(call, 400, "invalid page: " + std::to_string(page));
  if (per_page <= 0) return Refuse(call, 400, "invalid per_page: " + std::to_string(per_page));
  const int size = std::min(per_page, kMaxPerPage);
  ListRuns(call, kMaxListed,
           [call, wishes, page, size](const Reply& reply,
                                      const std::vector<judge_v1::Submission>& runs) {
             if (!reply.ok()) return Fail(call, reply);
             AnswerPage(call, wishes, page, size, runs);
           });
}

// What was handed in here stays: Judge0's own answer where its administrator has not allowed it.
void Delete(const CallPtr& call) { Refuse(call, 400, "delete not allowed"); }

}  // namespace assay::gateway::judge0
