#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/database/params.h"
#include "common/database/settings.h"
#include "common/status.h"

// PostgreSQL through libpqxx. Its exceptions end in this folder; what a server says becomes a
// Status: kUnavailable (connection lost or not made: what was asked for may or may not have
// happened), kAborted (deadlock or serialisation: nothing happened, ask again), kDeadlineExceeded
// (statement_timeout, lock_timeout), kAlreadyExists (unique key), kInvalidArgument (a value that
// the type cannot hold), kResourceExhausted (disk, memory, connections), kPermissionDenied,
// kInternal. Messages hold the server's first line and no values of rows.
namespace assay::database {

// SQL text of ours with a name, prepared once a connection. Both must be literals.
struct Statement {
  const char* name;
  const char* sql;
};

// What a statement returned. Cheap to copy; thread-compatible. A row or column that is not there,
// or text that is no number, is a fault of the statement beside it and aborts.
class Rows {
 public:
  Rows();
  ~Rows();
  Rows(const Rows&);
  Rows(Rows&&) noexcept;
  Rows& operator=(const Rows&);
  Rows& operator=(Rows&&) noexcept;

  size_t size() const;
  bool empty() const { return size() == 0; }
  bool IsNull(size_t row, int column) const;
  std::string_view Text(size_t row, int column) const;  // valid while a copy of these Rows lives
  int64_t Int(size_t row, int column) const;
  double Double(size_t row, int column) const;
  bool Bool(size_t row, int column) const;

 private:
  friend class Connection;
  struct State;
  std::shared_ptr<const State> state_;
};

// One session with the server, of one thread at a time. It never reconnects by itself: after
// kUnavailable, usable() is false and the object is to be thrown away (Pool does so).
class Connection {
 public:
  static Result<std::unique_ptr<Connection>> Open(const Settings& settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // One prepared statement; a transaction of its own unless called within InTransaction.
  Result<Rows> Execute(const Statement& statement, const Params& params = {});

  // Text of ours, several statements if need be, no parameters: migrations, SET, BEGIN.
  Status ExecuteScript(const std::string& sql);

  // BEGIN, `body`, COMMIT; ROLLBACK where the body fails, whose Status is returned.
  Status InTransaction(const std::function<Status()>& body);

  // false once the connection broke. Also looks, without waiting, whether the server closed a
  // connection that lay idle.
  bool usable() const;
  int backend_pid() const;  // process id on the server's machine

 private:
  friend class Listener;
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  Status Guard(const std::function<void()>& body) const;

  std::unique_ptr<State> state_;
};

}  // namespace assay::database
