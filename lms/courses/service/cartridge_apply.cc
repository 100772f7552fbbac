#include "lms/courses/service/cartridge_apply.h"

#include <set>

#include "common/sha256.h"
#include "lms/courses/cartridge/markdown.h"
#include "lms/courses/service/content.h"
#include "lms/courses/service/quiz_convert.h"
#include "lms/courses/service/reckon.h"

namespace assay::courses {
namespace {

using cartridge::Entry;
using cartridge::Kind;
using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kKnown = {"imported_known", R"(
SELECT i.digest, coalesce(i.page, i.assignment, i.topic), coalesce(p.module, a.module, 0) FROM courses.imported i
LEFT JOIN courses.pages p ON (p.tenant, p.course, p.id) = (i.tenant, i.course, i.page)
LEFT JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (i.tenant, i.course, i.assignment)
WHERE i.tenant = $1 AND i.course = $2 AND i.digest = ANY($3::text[]))"};
constexpr Statement kTell = {"imported_add", R"(
INSERT INTO courses.imported (tenant, course, digest, page, assignment, topic)
VALUES ($1, $2, $3, nullif($4::bigint, 0), nullif($5::bigint, 0), nullif($6::bigint, 0))
ON CONFLICT (tenant, course, digest) DO UPDATE SET page = excluded.page, assignment = excluded.assignment, topic = excluded.topic)"};
constexpr Statement kLastModule = {
    "imported_last_module",
    "SELECT coalesce(max(position), 0) FROM courses.modules WHERE tenant = $1 AND course = $2"};
constexpr Statement kLastItem = {"imported_last_item", R"(
SELECT greatest((SELECT coalesce(max(position), 0) FROM courses.pages WHERE tenant = $1 AND course = $2 AND module = $3),
  (SELECT coalesce(max(position), 0) FROM courses.assignments WHERE tenant = $1 AND course = $2 AND module = $3)))"};
constexpr Statement kPageBody = {"imported_page", R"(
UPDATE courses.pages SET body = $4 WHERE tenant = $1 AND course = $2 AND id = $3)"};
constexpr Statement kAssignmentBody = {"imported_assignment", R"(
UPDATE courses.assignments SET description = $4 WHERE tenant = $1 AND course = $2 AND id = $3)"};
constexpr Statement kTopicBody = {"imported_topic", R"(
UPDATE courses.topics SET body = $4 WHERE tenant = $1 AND course = $2 AND id = $3)"};

std::string Plain(std::string_view text) {
  return cartridge::FinishLinks(text, [](const std::string&) { return std::string(); });
}

// Every text of a quiz.
void Rewrite(v1::Quiz& quiz, const std::function<std::string(const std::string&)>& of) {
  for (v1::Question& question : *quiz.mutable_questions()) {
    question.set_text(of(question.text()));
    question.set_feedback(of(question.feedback()));
    for (v1::Choice& choice : *question.mutable_choices()) {
      choice.set_text(of(choice.text()));
      choice.set_feedback(of(choice.feedback()));
    }
  }
}

const char* Area(Kind kind) {
  return kind == Kind::kPage ? "pages" : kind == Kind::kDiscussion ? "discussions" : "assignments";
}

class Maker {
 public:
  Maker(Connection& connection, const v1::ImportCartridgeRequest& request, CartridgePlan& plan)
      : connection_(connection), request_(request), plan_(plan) {}

  Status Make(std::map<size_t, int64_t>& modules) {
    ASSAY_ASSIGN_OR_RETURN(const Rows last, connection_.Execute(kLastModule, Own()));
    int64_t position = last.Int(0, 0);
    const auto& all = plan_.cartridge.modules;
    for (size_t i = 0; i < all.size(); ++i) {
      if (!Wanted(all[i])) continue;
      int64_t module = request_.again() ? 0 : KnownModule(plan_, i);
      if (module == 0) {
        v1::Module value;
        value.set_title(all[i].title);
        value.set_position(static_cast<int32_t>(++position));
        ASSAY_ASSIGN_OR_RETURN(const v1::Module made,
                               AddModule(connection_, request_.viewer(), request_.course(), value));
        module = made.id();
        made_.insert(module);
      }
      modules[i] = module;
      ASSAY_RETURN_IF_ERROR(Fill(all[i], module));
    }
    for (size_t i = 0; i < plan_.states.size(); ++i)
      if (plan_.states[i].taken && plan_.cartridge.entries[i].kind == Kind::kDiscussion)
        ASSAY_RETURN_IF_ERROR(MakeOne(i, 0, 0));
    ASSAY_RETURN_IF_ERROR(FinishAll());
    return graded_ ? MarkAllStale(connection_, request_.viewer().tenant(), request_.course(),
                                  "assignments were imported")
                   : OkStatus();
  }

 private:
  Params Own() const { return Params().Add(request_.viewer().tenant()).Add(request_.course()); }

  bool Wanted(const cartridge::Module& module) const {
    for (const size_t entry : module.entries)
      if (plan_.states[entry].taken) return true;
    return false;
  }

  Status Fill(const cartridge::Module& module, int64_t id) {
    ASSAY_ASSIGN_OR_RETURN(const Rows last, connection_.Execute(kLastItem, Own().Add(id)));
    int64_t position = last.Int(0, 0);
    for (const size_t entry : module.entries)
      if (plan_.states[entry].taken) ASSAY_RETURN_IF_ERROR(MakeOne(entry, id, ++position));
    return OkStatus();
  }

  Status MakeOne(size_t index, int64_t module, int64_t position) {
    const Entry& entry = plan_.cartridge.entries[index];
    CartridgePlan::State& state = plan_.states[index];
    state.module = module;
    if (entry.kind == Kind::kPage) {
      v1::Page page;
      page.set_module(module);
      page.set_title(entry.title);
      page.set_body(Plain(entry.body));
      page.set_position(static_cast<int32_t>(position));
      // In a module that is made here nobody sees it before that one is published.
      page.set_published(entry.published && made_.contains(module));
      ASSAY_ASSIGN_OR_RETURN(const v1::Page made,
                             AddPage(connection_, request_.viewer(), request_.course(), page));
      state.id = made.id();
      return Tell(state, state.id, 0, 0);
    }
    if (entry.kind == Kind::kDiscussion) {
      v1::Topic topic;
      topic.set_title(entry.title);
      topic.set_body(Plain(entry.body));
      ASSAY_ASSIGN_OR_RETURN(state.id,
                             AddTopic(connection_, request_.viewer(), request_.course(), topic));
      return Tell(state, 0, 0, state.id);
    }
    graded_ = true;
    v1::Assignment assignment;
    assignment.set_module(module);
    assignment.set_title(entry.title);
    assignment.set_description(Plain(entry.body));
    assignment.set_position(static_cast<int32_t>(position));
    assignment.set_points(entry.points);
    if (entry.kind == Kind::kQuiz) {
      assignment.set_kind("quiz");
      assignment.set_points(PointsOf(entry.quiz));
      assignment.set_attempts(entry.attempts);
    }
    ASSAY_ASSIGN_OR_RETURN(const v1::Assignment made, AddAssignment(connection_, request_.viewer(),
                                                                    request_.course(), assignment));
    state.id = made.id();
    return Tell(state, 0, state.id, 0);
  }

  Status Tell(const CartridgePlan::State& state, int64_t page, int64_t assignment, int64_t topic) {
    return connection_.Execute(kTell, Own().Add(state.digest).Add(page).Add(assignment).Add(topic))
        .status();
  }

  // Where everything is, is known now.
  Status FinishAll() {
    std::map<std::string, std::string> addresses;
    for (size_t i = 0; i < plan_.states.size(); ++i)
      if (plan_.states[i].id != 0)
        addresses[plan_.cartridge.entries[i].id] = "/app/courses/" + request_.course() + "/" +
                                                   Area(plan_.cartridge.entries[i].kind) + "/" +
                                                   std::to_string(plan_.states[i].id);
    const auto finish = [&](const std::string& text) {
      return cartridge::FinishLinks(text, [&](const std::string& id) {
        const auto found = addresses.find(id);
        return found == addresses.end() ? std::string() : found->second;
      });
    };
    for (size_t i = 0; i < plan_.states.size(); ++i) {
      if (!plan_.states[i].taken) continue;
      const Entry& entry = plan_.cartridge.entries[i];
      const std::string body = finish(entry.body);
      if (body != Plain(entry.body)) {
        const Statement& statement = entry.kind == Kind::kPage         ? kPageBody
                                     : entry.kind == Kind::kDiscussion ? kTopicBody
                                                                       : kAssignmentBody;
        ASSAY_RETURN_IF_ERROR(
            connection_.Execute(statement, Own().Add(plan_.states[i].id).Add(body)).status());
      }
      if (entry.kind != Kind::kQuiz) continue;
      v1::PutQuizRequest put;
      *put.mutable_viewer() = request_.viewer();
      put.set_course(request_.course());
      put.set_id(plan_.states[i].id);
      put.set_reason("Common Cartridge");
      *put.mutable_value() = entry.quiz;
      Rewrite(*put.mutable_value(), finish);
      ASSAY_RETURN_IF_ERROR(AddQuiz(connection_, put));
    }
    return OkStatus();
  }

  Connection& connection_;
  const v1::ImportCartridgeRequest& request_;
  CartridgePlan& plan_;
  std::set<int64_t> made_;  // modules
  bool graded_ = false;
};

}  // namespace

void FillDigests(CartridgePlan& plan) {
  plan.states.resize(plan.cartridge.entries.size());
  std::set<std::string> taken;
  for (size_t i = 0; i < plan.states.size(); ++i) {
    const Entry& entry = plan.cartridge.entries[i];
    // Identifiers are left out: some platforms make new ones for each export.
    v1::Quiz quiz = entry.quiz;
    Rewrite(quiz, [](const std::string& text) { return Plain(text); });
    for (v1::Question& question : *quiz.mutable_questions()) question.clear_id();
    std::string all = Area(entry.kind);
    for (const std::string& part :
         {entry.title, Plain(entry.body), std::to_string(entry.points), quiz.SerializeAsString()})
      all += '\0' + part;
    // Two that are the same are two.
    std::string digest = Sha256Hex(all);
    while (!taken.insert(digest).second) digest = Sha256Hex(digest + all);
    plan.states[i].digest = digest;
  }
}

Status FindKnown(Connection& connection, const v1::ImportCartridgeRequest& request,
                 CartridgePlan& plan) {
  std::vector<std::string> digests;
  std::map<std::string, CartridgePlan::State*> by_digest;
  for (CartridgePlan::State& state : plan.states) {
    digests.push_back(state.digest);
    by_digest[state.digest] = &state;
    state.id = state.module = 0;
  }
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(
          kKnown, Params().Add(request.viewer().tenant()).Add(request.course()).AddArray(digests)));
  for (size_t i = 0; i < rows.size(); ++i) {
    CartridgePlan::State& state = *by_digest.at(std::string(rows.Text(i, 0)));
    state.id = rows.Int(i, 1);
    state.module = rows.Int(i, 2);
  }
  for (CartridgePlan::State& state : plan.states)
    state.taken = state.wanted && (state.id == 0 || request.again());
  return OkStatus();
}

Status MakeAll(Connection& connection, const v1::ImportCartridgeRequest& request,
               CartridgePlan& plan, std::map<size_t, int64_t>& modules) {
  return Maker(connection, request, plan).Make(modules);
}

int64_t KnownModule(const CartridgePlan& plan, size_t module) {
  for (const size_t entry : plan.cartridge.modules[module].entries)
    if (!plan.states[entry].taken && plan.states[entry].module != 0)
      return plan.states[entry].module;
  return 0;
}

}  // namespace assay::courses
