#include "common/redis/connection.h"

#include <algorithm>

#include "common/files.h"

namespace assay::redis {
namespace {

constexpr uint64_t kMaxPasswordBytes = 4096;

// Empty: there is none.
Result<std::string> ReadPassword(const std::filesystem::path& file) {
  if (file.empty()) return std::string();
  ASSAY_ASSIGN_OR_RETURN(std::string text, ReadFile(file, kMaxPasswordBytes));
  text.resize(std::min(text.size(), text.find_first_of("\r\n")));
  if (text.empty()) return FailedPrecondition(file.string() + ": its first line is empty");
  return text;
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::Open(const Endpoint& endpoint, int database,
                                                     const Options& options, Deadline deadline) {
  auto transport =
      endpoint.tls ? OpenTls(endpoint, options, deadline) : OpenPlain(endpoint, deadline);
  if (!transport.ok()) return std::move(transport).status();
  std::unique_ptr<Connection> connection(new Connection(std::move(*transport), options.limits));
  Status greeted = connection->Greet(database, options, deadline);
  if (!greeted.ok()) return std::move(greeted).Annotate(endpoint.Name());
  return connection;
}

Status Connection::Greet(int database, const Options& options, Deadline deadline) {
  ASSAY_ASSIGN_OR_RETURN(const std::string password, ReadPassword(options.password_file));
  ASSAY_RETURN_IF_ERROR(SayHello(options, password, deadline));
  std::vector<Command> commands = {{"CLIENT", "SETNAME", options.name}};
  if (database != 0) commands.push_back({"SELECT", std::to_string(database)});
  ASSAY_ASSIGN_OR_RETURN(const auto replies, Exchange(commands, deadline));
  for (const Value& reply : replies) ASSAY_RETURN_IF_ERROR(ErrorOf(reply));
  return OkStatus();
}

// RESP3; RESP2 for a server of before version 6.
Status Connection::SayHello(const Options& options, const std::string& password,
                            Deadline deadline) {
  Command hello = {"HELLO", "3"};
  if (!password.empty()) hello.insert(hello.end(), {"AUTH", options.user, password});
  ASSAY_ASSIGN_OR_RETURN(auto replies, Exchange({hello}, deadline));
  const Value& reply = replies.front();
  const bool unknown = reply.IsError() && (reply.text.starts_with("ERR unknown command") ||
                                           reply.text.starts_with("NOPROTO"));
  if (!unknown || password.empty()) return unknown ? OkStatus() : ErrorOf(reply);
  Command auth = {"AUTH"};
  if (options.user != "default") auth.push_back(options.user);
  auth.push_back(password);
  ASSAY_ASSIGN_OR_RETURN(replies, Exchange({auth}, deadline));
  return ErrorOf(replies.front());
}

Result<std::vector<Value>> Connection::Exchange(const std::vector<Command>& commands,
                                                Deadline deadline) {
  std::string bytes;
  for (const Command& command : commands) Encode(command, bytes);
  ASSAY_RETURN_IF_ERROR(transport_->Write(bytes, deadline));
  std::vector<Value> replies;
  replies.reserve(commands.size());
  while (replies.size() < commands.size()) {
    ASSAY_ASSIGN_OR_RETURN(auto value, Receive(deadline, -1));
    if (value && value->kind != Value::Kind::kPush) replies.push_back(std::move(*value));
  }
  return replies;
}

Status Connection::Send(const Command& command, Deadline deadline) {
  std::string bytes;
  Encode(command, bytes);
  return transport_->Write(bytes, deadline);
}

Result<std::optional<Value>> Connection::Receive(Deadline deadline, int wake) {
  char buffer[16'384];
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(auto value, parser_.Next());
    if (value) return value;
    ASSAY_ASSIGN_OR_RETURN(const size_t size,
                           transport_->Read(buffer, sizeof buffer, deadline, wake));
    if (size == 0) return std::optional<Value>();
    parser_.Feed({buffer, size});
  }
}

}  // namespace assay::redis
