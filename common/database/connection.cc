#include "common/database/connection.h"

#include <poll.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <pqxx/except.hxx>
#include <pqxx/nontransaction.hxx>
#include <pqxx/prepared_statement.hxx>

#include "common/database/connection_state.h"

namespace assay::database {
namespace {

// "ERROR:  duplicate key …\nDETAIL:  Key (course)=(…) …": details hold values, which are not for
// logs.
std::string FirstLine(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  for (const std::string_view prefix : {"ERROR:  ", "FATAL:  "}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  return std::string(text);
}

// SQLSTATE classes: PostgreSQL manual, appendix A.
StatusCode CodeOfSqlState(std::string_view state) {
  if (state.starts_with("08") || state == "57P01" || state == "57P02" || state == "57P03" ||
      state == "57P05") {
    return StatusCode::kUnavailable;
  }
  if (state.starts_with("40")) return StatusCode::kAborted;
  if (state == "57014" || state == "55P03") return StatusCode::kDeadlineExceeded;
  if (state.starts_with("53")) return StatusCode::kResourceExhausted;
  if (state == "23505") return StatusCode::kAlreadyExists;
  if (state.starts_with("23")) return StatusCode::kFailedPrecondition;
  if (state.starts_with("22")) return StatusCode::kInvalidArgument;
  if (state.starts_with("28") || state == "42501") return StatusCode::kPermissionDenied;
  return StatusCode::kInternal;
}

// The Status of the exception that is being handled.
Status CurrentException() {
  try {
    throw;
  } catch (const pqxx::broken_connection& e) {
    return Unavailable(FirstLine(e.what()));
  } catch (const pqxx::statement_completion_unknown& e) {
    return Unavailable(FirstLine(e.what()));
  } catch (const pqxx::deadlock_detected& e) {
    return {StatusCode::kAborted, FirstLine(e.what()) + " [40P01]"};
  } catch (const pqxx::transaction_rollback& e) {
    return {StatusCode::kAborted, FirstLine(e.what()) + " [40001]"};
  } catch (const pqxx::sql_error& e) {
    return {CodeOfSqlState(e.sqlstate()), FirstLine(e.what()) + " [" + e.sqlstate() + "]"};
  } catch (const pqxx::in_doubt_error& e) {
    return Unavailable(FirstLine(e.what()));
  } catch (const std::bad_alloc&) {
    return ResourceExhausted("out of memory");
  } catch (const std::exception& e) {
    return Internal(FirstLine(e.what()));
  }
}

[[noreturn]] void ColumnFault(size_t row, int column, std::string_view why) {
  std::fprintf(stderr, "database: row %zu, column %d: %.*s\n", row, column,
               static_cast<int>(why.size()), why.data());
  std::abort();
}

template <typename T>
T Number(std::string_view text, size_t row, int column) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    ColumnFault(row, column, "no number");
  return value;
}

}  // namespace

Rows::Rows() = default;
Rows::~Rows() = default;
Rows::Rows(const Rows&) = default;
Rows::Rows(Rows&&) noexcept = default;
Rows& Rows::operator=(const Rows&) = default;
Rows& Rows::operator=(Rows&&) noexcept = default;

size_t Rows::size() const { return state_ ? state_->result.size() : 0; }

bool Rows::IsNull(size_t row, int column) const {
  if (row >= size() || column < 0 || column >= static_cast<int>(state_->result.columns())) {
    ColumnFault(row, column, "not there");
  }
  return state_->result[static_cast<pqxx::result::size_type>(row)][column].is_null();
}

std::string_view Rows::Text(size_t row, int column) const {
  if (IsNull(row, column)) ColumnFault(row, column, "NULL");
  const auto field = state_->result[static_cast<pqxx::result::size_type>(row)][column];
  return {field.c_str(), field.size()};
}

int64_t Rows::Int(size_t row, int column) const {
  return Number<int64_t>(Text(row, column), row, column);
}
double Rows::Double(size_t row, int column) const {
  return Number<double>(Text(row, column), row, column);
}
bool Rows::Bool(size_t row, int column) const { return Text(row, column) == "t"; }

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}

Connection::~Connection() {
  try {
    state_.reset();
  } catch (const std::exception&) {
    // A connection that was already lost has nothing left to close.
  }
}

Result<std::unique_ptr<Connection>> Connection::Open(const Settings& settings) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ConnectionString(settings));
  std::unique_ptr<Connection> connection;
  try {
    auto state = std::make_unique<State>(text, settings.Describe());
    // It would connect again silently and lose what the session held.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    state->connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
    connection.reset(new Connection(std::move(state)));
  } catch (const pqxx::broken_connection& e) {
    // No SQLSTATE comes with a refused connection; only the text tells a wrong password from a
    // server that is not there.
    const std::string why = FirstLine(e.what());
    const bool refused = why.find("authentication failed") != std::string::npos;
    return Status(refused ? StatusCode::kPermissionDenied : StatusCode::kUnavailable,
                  settings.Describe() + ": " + why);
  } catch (...) {
    return CurrentException().Annotate(settings.Describe());
  }
  return connection;
}

// Runs `body`, turns what it throws into a Status, and notices a connection that is no more.
Status Connection::Guard(const std::function<void()>& body) const {
  if (state_->broken) return Unavailable(state_->where + ": this connection was lost");
  try {
    body();
    return OkStatus();
  } catch (...) {
    Status status = CurrentException();
    const bool lost = status.code() == StatusCode::kUnavailable || !state_->connection.is_open();
    if (!lost) return status;
    state_->broken = true;
    return Unavailable(state_->where + ": " + status.message());
  }
}

Result<Rows> Connection::Execute(const Statement& statement, const Params& params) {
  std::vector<const char*> values;
  values.reserve(params.values().size());
  for (const auto& value : params.values()) {
    if (value && value->find('\0') != std::string::npos) {
      return InvalidArgument(std::string(statement.name) + ": a value holds a NUL byte");
    }
    values.push_back(value ? value->c_str() : nullptr);
  }
  Rows rows;
  Status status = Guard([&] {
    if (!state_->prepared.contains(statement.name)) {
      state_->connection.prepare(statement.name, statement.sql);
      state_->prepared.emplace(statement.name);
    }
    pqxx::nontransaction work(state_->connection);
    auto result = std::make_shared<Rows::State>();
    result->result = work.exec_prepared(statement.name, pqxx::prepare::make_dynamic_params(values));
    rows.state_ = std::move(result);
  });
  if (!status.ok()) return std::move(status).Annotate(statement.name);
  return rows;
}

Status Connection::ExecuteScript(const std::string& sql) {
  return Guard([&] { pqxx::nontransaction(state_->connection).exec(sql); });
}

Status Connection::InTransaction(const std::function<Status()>& body) {
  ASSAY_RETURN_IF_ERROR(ExecuteScript("BEGIN"));
  Status status = body();
  if (!status.ok()) {
    const Status undone = ExecuteScript("ROLLBACK");
    // A transaction that cannot be ended must not be what the next user of the connection finds.
    if (!undone.ok()) state_->broken = true;
    return status;
  }
  status = ExecuteScript("COMMIT");
  if (!status.ok()) state_->broken = true;
  return status;
}

bool Connection::usable() const {
  if (state_->broken || !state_->connection.is_open()) return false;
  // Between statements the server has nothing to say; what can be read is its farewell.
  pollfd fd{state_->connection.sock(), POLLIN, 0};
  return ::poll(&fd, 1, 0) == 0;
}

int Connection::backend_pid() const { return state_->connection.backendpid(); }

}  // namespace assay::database
