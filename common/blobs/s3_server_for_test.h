#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/test_receiver.h"

namespace assay::blobs {

// For tests: as much of S3 as the store uses, in memory, for one bucket "bucket". It checks every
// signature by a calculation of its own, keeps versions, and fails where it is told to.
class S3ServerForTest {
 public:
  static constexpr const char* kAccessKey = "AKIDTEST";
  static constexpr const char* kSecret = "secret/for+tests";

  S3ServerForTest();
  std::string url() const { return receiver_.url(); }

  // The next requests are answered with these: an HTTP status; 0: the connection is cut; -1: it is
  // cut in the middle of an answer; 1: as they should be.
  void Fail(std::vector<int> answers);
  // Signatures by other credentials are refused from now on.
  void SetSecret(std::string secret);
  size_t requests() const { return receiver_.requests().size(); }
  size_t unfinished_uploads();
  // All versions of all objects, also deleted ones.
  std::vector<std::string> versions();

 private:
  struct Version {
    std::string id, data;
    bool deleted = false;
  };
  struct Call {
    std::string method, key;
    std::map<std::string, std::string> query;
    const http::ReceivedRequest* request;
  };
  void Handle(const http::ReceivedRequest& request, http::ReceiverConnection& connection);
  void Answer(const Call& call, http::ReceiverConnection& connection);
  void PutOrPart(const Call& call, http::ReceiverConnection& connection);
  void Post(const Call& call, http::ReceiverConnection& connection);
  void Read(const Call& call, http::ReceiverConnection& connection);
  void Remove(const Call& call, http::ReceiverConnection& connection);
  void List(const Call& call, http::ReceiverConnection& connection);
  void ListVersions(const Call& call, http::ReceiverConnection& connection);
  std::string Store(const std::string& key, std::string data, bool deleted);
  const Version* Newest(const std::string& key) const;
  std::string WrongSignature(const http::ReceivedRequest& request) const;

  std::mutex mutex_;
  std::vector<int> failures_;
  std::string secret_ = kSecret;
  std::map<std::string, std::vector<Version>> objects_;
  std::map<std::string, std::map<int, std::string>> uploads_;  // by id: parts by number
  int made_ = 0;
  http::TestReceiver receiver_;  // last: its threads end first
};

}  // namespace assay::blobs
