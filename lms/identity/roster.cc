#include "lms/identity/roster.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "common/csv/csv.h"
#include "lms/identity/invitations.h"
#include "lms/identity/people.h"
#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;
using Plan = RosterRow::Plan;

constexpr Statement kLockTenant = {"lock_tenant_of_roster",
                                   "SELECT 1 FROM identity.tenants WHERE id = $1 FOR UPDATE"};
constexpr Statement kFind = {"find_roster", R"(
SELECT lower(p.email), p.id, p.name, coalesce(r.role, 0)
FROM identity.people p
LEFT JOIN identity.course_roles r ON r.person = p.id AND r.course = $2
WHERE p.tenant = $1 AND lower(p.email) = ANY ($3::text[]) AND p.email <> '')"};
constexpr Statement kGive = {"give_role", R"(
INSERT INTO identity.course_roles (tenant, person, course, role) VALUES ($1, $2, $3, $4)
ON CONFLICT (person, course) DO UPDATE SET role = $4)"};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

std::string Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

// "E-Mail Address" → "emailaddress"
std::string Key(std::string_view text) {
  std::string key;
  for (const char c : Lower(text))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
  return key;
}

struct Columns {
  std::optional<size_t> email, name, first, last, role;
};

Result<Columns> ReadHeader(const std::vector<std::string>& header) {
  Columns columns;
  const std::map<std::string, std::optional<size_t> Columns::*> known = {
      {"email", &Columns::email},     {"emailaddress", &Columns::email},
      {"mail", &Columns::email},      {"name", &Columns::name},
      {"fullname", &Columns::name},   {"firstname", &Columns::first},
      {"givenname", &Columns::first}, {"lastname", &Columns::last},
      {"surname", &Columns::last},    {"familyname", &Columns::last},
      {"role", &Columns::role},
  };
  for (size_t i = 0; i < header.size(); ++i) {
    const auto found = known.find(Key(header[i]));
    if (found == known.end()) continue;
    if (columns.*(found->second)) {
      return InvalidArgument("table: line 1: two columns are \"" + found->first + "\"");
    }
    columns.*(found->second) = i;
  }
  if (columns.email) return columns;
  return InvalidArgument(
      "table: line 1: no column \"email\"; the first line names the columns: email, name, role");
}

std::string FieldAt(const csv::Row& row, const std::optional<size_t>& column) {
  return column && *column < row.fields.size() ? Trimmed(csv::Unguard(row.fields[*column]))
                                               : std::string();
}

RosterRow ReadRow(const csv::Row& row, const Columns& columns, const RosterRequest& request) {
  RosterRow read;
  read.line = row.line;
  read.email = FieldAt(row, columns.email);
  read.name = FieldAt(row, columns.name);
  if (read.name.empty()) {
    read.name = Trimmed(FieldAt(row, columns.first) + " " + FieldAt(row, columns.last));
  }
  const std::string role = FieldAt(row, columns.role);
  if (read.email.empty()) {
    read.message = "email: is missing";
  } else if (!role.empty() && !ReadRole(role, read.role)) {
    read.message =
        "role: \"" + role.substr(0, 40) +
        "\" is none; roles are owner, instructor, assistant, grader, student and observer";
  } else {
    // Whoever is new and has no name is called as their address until they say their name.
    const std::string name =
        read.name.empty() ? read.email.substr(0, read.email.find('@')) : read.name;
    const Status person = CheckPerson({"", request.tenant, name, read.email, false, {}});
    read.message = person.message().substr(person.ok() ? 0 : std::string("person.").size());
    read.name = name;
  }
  return read;
}

class Import {
 public:
  Import(Connection& connection, const RosterRequest& request, MailQueue* mail)
      : connection_(connection), request_(request), mail_(mail) {}

  Result<RosterResult> Run(const csv::Table& table) {
    ASSAY_ASSIGN_OR_RETURN(const Columns columns, ReadHeader(table.header));
    for (const csv::Row& row : table.rows) {
      result_.rows.push_back(ReadRow(row, columns, request_));
    }
    ASSAY_RETURN_IF_ERROR(FindPeople());
    std::set<std::string> seen;
    for (RosterRow& row : result_.rows) {
      if (row.message.empty() && !seen.insert(Lower(row.email)).second) {
        row.message = "email: stands in the table already";
      }
      if (row.message.empty()) Decide(row);
      if (row.plan == Plan::kWrong) ++result_.wrong;
    }
    if (!request_.apply || (result_.wrong > 0 && !request_.skip_wrong)) return std::move(result_);
    for (RosterRow& row : result_.rows) ASSAY_RETURN_IF_ERROR(Apply(row));
    result_.applied = true;
    return std::move(result_);
  }

 private:
  struct Known {
    std::string person, name;
    int role = 0;  // in the course; 0: none
  };

  Status FindPeople() {
    std::vector<std::string> emails;
    for (const RosterRow& row : result_.rows) emails.push_back(Lower(row.email));
    ASSAY_ASSIGN_OR_RETURN(
        const Rows rows,
        connection_.Execute(kFind,
                            Params().Add(request_.tenant).Add(request_.course).AddArray(emails)));
    for (size_t i = 0; i < rows.size(); ++i) {
      known_[std::string(rows.Text(i, 0))] = {std::string(rows.Text(i, 1)),
                                              std::string(rows.Text(i, 2)),
                                              static_cast<int>(rows.Int(i, 3))};
    }
    return OkStatus();
  }

  bool MayGive(Role role) const {
    return std::find(request_.may_give.begin(), request_.may_give.end(), role) !=
           request_.may_give.end();
  }

  void Decide(RosterRow& row) {
    const auto found = known_.find(Lower(row.email));
    const int before = found == known_.end() ? 0 : found->second.role;
    if (found != known_.end()) {
      row.person = found->second.person;
      row.name = found->second.name;  // a course does not rename people
    }
    if (before == static_cast<int>(row.role)) {
      row.plan = Plan::kSame;
      return;
    }
    if (!MayGive(row.role) || (before != 0 && !MayGive(static_cast<Role>(before)))) {
      row.message = "role: this one is given, or the present one taken, by those above it";
      return;
    }
    row.plan = found == known_.end() ? Plan::kInvite : before == 0 ? Plan::kAdd : Plan::kChange;
  }

  Status Apply(RosterRow& row) {
    if (row.plan == Plan::kWrong || row.plan == Plan::kSame) return OkStatus();
    if (row.plan == Plan::kInvite) {
      ASSAY_ASSIGN_OR_RETURN(
          row.person,
          PutPerson(connection_, {"", request_.tenant, row.name, row.email, false, {}}));
      ASSAY_ASSIGN_OR_RETURN(
          CreatedInvitation made,
          MakeInvitation(connection_, row.person, request_.invited_by, kInvitationLifetime, mail_));
      row.secret = std::move(made.secret);
      result_.mailed = result_.mailed || made.mailed;
    }
    return connection_
        .Execute(kGive, Params()
                            .Add(request_.tenant)
                            .Add(row.person)
                            .Add(request_.course)
                            .Add(static_cast<int64_t>(row.role)))
        .status();
  }

  Connection& connection_;
  const RosterRequest& request_;
  MailQueue* const mail_;
  RosterResult result_;
  std::map<std::string, Known> known_;
};

}  // namespace

bool ReadRole(std::string_view word, Role& role) {
  static const std::map<std::string, Role> kWords = {
      {"owner", Role::kOwner},         {"instructor", Role::kInstructor},
      {"teacher", Role::kInstructor},  {"lecturer", Role::kInstructor},
      {"assistant", Role::kAssistant}, {"teachingassistant", Role::kAssistant},
      {"ta", Role::kAssistant},        {"tutor", Role::kAssistant},
      {"grader", Role::kGrader},       {"student", Role::kStudent},
      {"learner", Role::kStudent},     {"observer", Role::kObserver},
  };
  const auto found = kWords.find(Key(word));
  if (found == kWords.end()) return false;
  role = found->second;
  return true;
}

Result<RosterResult> Roster::Import(const RosterRequest& request) {
  if (!IsCourseId(request.course)) return InvalidArgument("course: not the id of a course");
  csv::Limits limits;
  limits.bytes = size_t{1} << 20U;
  limits.rows = kMostRosterRows;
  limits.fields = 64;
  limits.field_bytes = 4096;
  auto table = csv::Read(request.table, limits);
  if (!table.ok()) return std::move(table).status().Annotate("table");
  if (table->rows.empty()) {
    return InvalidArgument("table: needs a line that names the columns, and one a person");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  Result<RosterResult> result = Internal("no result");
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows tenant,
                           connection->Execute(kLockTenant, Params().Add(request.tenant)));
    if (tenant.empty()) return NotFound("tenant: there is none of this id");
    result = identity::Import(*connection, request, mail_).Run(*table);
    if (!result.ok()) return result.status();
    Note note{request.tenant,
              result->applied ? "roster.import" : "roster.preview",
              {},
              "{\"course\":\"" + request.course + "\"}",
              "",
              ""};
    for (const RosterRow& row : result->rows) {
      if (!row.person.empty()) note.subjects.push_back(row.person);
    }
    return trail_.Write(*connection, note);
  });
  if (!ended.ok()) return ended;
  return result;
}

}  // namespace assay::identity
