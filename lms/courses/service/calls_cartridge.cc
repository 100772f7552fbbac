// Courses from other platforms.
#include <charconv>
#include <set>

#include "common/sha256.h"
#include "lms/courses/service/access.h"
#include "lms/courses/service/cartridge_apply.h"
#include "lms/courses/service/cartridge_calls.h"
#include "lms/courses/service/quiz_convert.h"

namespace assay::courses::calls {
namespace {

using cartridge::Entry;
using cartridge::Kind;
using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// One at a time into a course.
constexpr Statement kLock = {"cartridge_lock", R"(
SELECT 1 FROM courses.courses WHERE tenant = $1 AND id = $2 FOR UPDATE)"};
constexpr Statement kForget = {
    "cartridge_forget",
    "DELETE FROM courses.cartridge_imports WHERE at < now() - interval '7 days'"};
constexpr Statement kDone = {"cartridge_done", R"(
SELECT request, answer FROM courses.cartridge_imports WHERE tenant = $1 AND course = $2 AND person = $3 AND key = $4)"};
constexpr Statement kKeep = {"cartridge_keep", R"(
INSERT INTO courses.cartridge_imports (tenant, course, person, key, request, answer) VALUES ($1, $2, $3, $4, $5, $6::jsonb))"};

// "1-12,14" of `count` entries.
Status Choose(const std::string& only, CartridgePlan& plan) {
  if (only.empty()) return OkStatus();
  for (CartridgePlan::State& state : plan.states) state.wanted = false;
  const Status wrong = InvalidArgument("only: numbers of entries, as \"1-12,14\"; there are " +
                                       std::to_string(plan.states.size()));
  std::string_view rest = only;
  while (true) {
    size_t from = 0;
    const auto first = std::from_chars(rest.data(), rest.data() + rest.size(), from);
    if (first.ec != std::errc()) return wrong;
    rest.remove_prefix(static_cast<size_t>(first.ptr - rest.data()));
    size_t to = from;
    if (rest.starts_with('-')) {
      rest.remove_prefix(1);
      const auto second = std::from_chars(rest.data(), rest.data() + rest.size(), to);
      if (second.ec != std::errc()) return wrong;
      rest.remove_prefix(static_cast<size_t>(second.ptr - rest.data()));
    }
    if (from < 1 || to < from || to > plan.states.size()) return wrong;
    for (size_t i = from; i <= to; ++i) plan.states[i - 1].wanted = true;
    if (rest.empty()) return OkStatus();
    if (!rest.starts_with(',')) return wrong;
    rest.remove_prefix(1);
  }
}

// What a quiz may not hold is named as the rest; one that has nothing left stays as it was made.
void CheckQuiz(Entry& entry, std::vector<cartridge::Remark>& remarks) {
  google::protobuf::RepeatedPtrField<v1::Question> kept;
  std::map<std::string, int> sizes;
  for (v1::Question& one : *entry.quiz.mutable_questions()) {
    const Status status = CheckAlone(one);
    if (!status.ok()) {
      remarks.push_back(
          {entry.file, one.title().empty() ? one.id() : one.title(), status.message(), true});
      continue;
    }
    ++sizes[one.pool()];
    *kept.Add() = std::move(one);
  }
  entry.quiz.mutable_questions()->Swap(&kept);
  google::protobuf::RepeatedPtrField<v1::Pool> pools;
  for (v1::Pool& pool : *entry.quiz.mutable_pools()) {
    if (sizes[pool.name()] == 0) continue;
    pool.set_draw(std::min(pool.draw(), sizes[pool.name()]));
    *pools.Add() = pool;
  }
  entry.quiz.mutable_pools()->Swap(&pools);
}

// Entries that the course may not hold are taken out, and told.
void Check(cartridge::Cartridge& read) {
  std::vector<Entry> kept;
  std::map<size_t, size_t> places;
  for (size_t i = 0; i < read.entries.size(); ++i) {
    Entry& entry = read.entries[i];
    if (entry.kind == Kind::kQuiz) {
      CheckQuiz(entry, read.remarks);
      const Status whole = CompleteQuiz(entry.quiz);
      if (!whole.ok() || entry.quiz.questions().empty()) {
        read.remarks.push_back({entry.file, entry.title,
                                whole.ok() ? "no question of it is left" : whole.message(), true});
        continue;
      }
    }
    places[i] = kept.size();
    kept.push_back(std::move(entry));
  }
  read.entries = std::move(kept);
  for (cartridge::Module& module : read.modules) {
    std::vector<size_t> entries;
    for (const size_t one : module.entries)
      if (places.contains(one)) entries.push_back(places[one]);
    module.entries = std::move(entries);
  }
  std::erase_if(read.modules, [](const auto& module) { return module.entries.empty(); });
}

Result<CartridgePlan> Plan(const v1::ImportCartridgeRequest& request) {
  CartridgePlan plan;
  ASSAY_ASSIGN_OR_RETURN(const cartridge::Files files, cartridge::Unpack(request.data()));
  ASSAY_ASSIGN_OR_RETURN(plan.cartridge, cartridge::Read(files));
  Check(plan.cartridge);
  FillDigests(plan);
  ASSAY_RETURN_IF_ERROR(Choose(request.only(), plan));
  return plan;
}

const char* WordOf(Kind kind) {
  switch (kind) {
    case Kind::kPage:
      return "page";
    case Kind::kDiscussion:
      return "discussion";
    case Kind::kAssignment:
      return "assignment";
    case Kind::kQuiz:
      return "quiz";
  }
  return "";
}

void Tell(const CartridgePlan& plan, size_t index, bool known, v1::CartridgeEntry& told) {
  const Entry& entry = plan.cartridge.entries[index];
  const CartridgePlan::State& state = plan.states[index];
  told.set_number(static_cast<int32_t>(index + 1));
  told.set_kind(WordOf(entry.kind));
  told.set_title(entry.title);
  told.set_questions(entry.quiz.questions_size());
  told.set_points(entry.kind == Kind::kQuiz ? PointsOf(entry.quiz) : entry.points);
  told.set_known(known);
  told.set_taken(state.taken);
  told.set_id(state.id);
}

// `known` as it was before anything was made.
void Tell(const CartridgePlan& plan, const std::vector<bool>& known,
          const std::map<size_t, int64_t>& made, v1::CartridgeImport& import) {
  const cartridge::Cartridge& read = plan.cartridge;
  import.set_title(read.title);
  import.set_version(read.version);
  for (size_t i = 0; i < read.modules.size(); ++i) {
    v1::CartridgeModule& module = *import.add_modules();
    module.set_title(read.modules[i].title);
    bool there = false;
    for (const size_t entry : read.modules[i].entries) {
      Tell(plan, entry, known[entry], *module.add_entries());
      there = there || (known[entry] && plan.states[entry].module != 0);
    }
    module.set_known(there);
    const auto found = made.find(i);
    module.set_id(found == made.end() ? KnownModule(plan, i) : found->second);
  }
  for (size_t i = 0; i < read.entries.size(); ++i) {
    if (read.entries[i].kind == Kind::kDiscussion)
      Tell(plan, i, known[i], *import.add_discussions());
    import.set_taken(import.taken() + (plan.states[i].taken ? 1 : 0));
    import.set_known(import.known() + (known[i] ? 1 : 0));
  }
  import.set_entries(static_cast<int32_t>(read.entries.size()));
  for (const cartridge::Remark& remark : read.remarks) {
    v1::ImportRemark& told = *import.add_remarks();
    told.set_file(remark.file);
    told.set_item(remark.item);
    told.set_message(remark.message);
    told.set_left_out(remark.left_out);
  }
}

std::string DigestOf(const v1::ImportCartridgeRequest& request) {
  return Sha256Hex(request.only() + (request.again() ? "\n1\n" : "\n0\n") +
                   Sha256Hex(request.data()));
}

class Apply {
 public:
  Apply(Connection& connection, const v1::ImportCartridgeRequest& request, CartridgePlan& plan)
      : connection_(connection), request_(request), plan_(plan) {}

  Status Run(v1::CartridgeImport& import) {
    import.Clear();
    const Params own = Params().Add(request_.viewer().tenant()).Add(request_.course());
    ASSAY_RETURN_IF_ERROR(connection_.Execute(kLock, own).status());
    ASSAY_ASSIGN_OR_RETURN(const bool done, Done(import));
    if (done) return OkStatus();
    ASSAY_RETURN_IF_ERROR(FindKnown(connection_, request_, plan_));
    std::vector<bool> known;
    for (const auto& state : plan_.states) known.push_back(state.id != 0);
    std::map<size_t, int64_t> modules;
    ASSAY_RETURN_IF_ERROR(MakeAll(connection_, request_, plan_, modules));
    Tell(plan_, known, modules, import);
    import.set_applied(true);
    return Keep(import);
  }

 private:
  Params ByKey() const {
    return Params()
        .Add(request_.viewer().tenant())
        .Add(request_.course())
        .Add(request_.viewer().person())
        .Add(request_.idempotency_key());
  }

  Result<bool> Done(v1::CartridgeImport& import) {
    if (request_.idempotency_key().empty()) return false;
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection_.Execute(kDone, ByKey()));
    if (rows.empty()) return false;
    if (rows.Text(0, 0) != DigestOf(request_))
      return Status(StatusCode::kAlreadyExists,
                    "this idempotency key stands for another import into the course");
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(0, 1), import));
    return true;
  }

  Status Keep(const v1::CartridgeImport& import) {
    ASSAY_RETURN_IF_ERROR(connection_.Execute(kForget).status());
    if (request_.idempotency_key().empty()) return OkStatus();
    return connection_.Execute(kKeep, ByKey().Add(DigestOf(request_)).Add(ToJson(import))).status();
  }

  Connection& connection_;
  const v1::ImportCartridgeRequest& request_;
  CartridgePlan& plan_;
};

}  // namespace

Result<v1::CartridgeImport> ImportCartridge(Core& core, const v1::ImportCartridgeRequest& request) {
  {
    // Nobody who may not makes us read; and no connection waits while we do.
    ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
    ASSAY_RETURN_IF_ERROR(
        Enter(*connection, request.viewer(), request.course(), Action::kWriteCourse).status());
  }
  ASSAY_RETURN_IF_ERROR(CheckText("idempotency_key", request.idempotency_key(), 200));
  ASSAY_RETURN_IF_ERROR(CheckText("only", request.only(), 20'000));
  ASSAY_ASSIGN_OR_RETURN(CartridgePlan plan, Plan(request));
  v1::CartridgeImport import;
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  if (!request.apply()) {
    ASSAY_RETURN_IF_ERROR(FindKnown(*connection, request, plan));
    std::vector<bool> known;
    for (const auto& state : plan.states) known.push_back(state.id != 0);
    Tell(plan, known, {}, import);
    return import;
  }
  const Status done =
      connection->InTransaction([&] { return Apply(*connection, request, plan).Run(import); });
  if (!done.ok()) return done;
  core.wake();
  return import;
}

}  // namespace assay::courses::calls
