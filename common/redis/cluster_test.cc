#include "common/redis/cluster.h"

#include <gmock/gmock.h>

#include <thread>

#include "common/redis/subscriber.h"
#include "common/redis/test_server.h"

namespace assay::redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class RedisClusterTest : public testing::Test {
 protected:
  void SetUp() override {
    auto cluster = TestCluster::Start();
    ASSERT_TRUE(cluster.ok()) << cluster.status().ToString();
    cluster_.emplace(std::move(*cluster));
    Options options = cluster_->ClientOptions();
    options.command_timeout = seconds(5);
    client_ = std::move(Client::Create(options).value());
    for (size_t i = 0; i < cluster_->size(); ++i) {
      nodes_.push_back(std::move(Client::Create(cluster_->node(i).UnixOptions()).value()));
      ids_.push_back(nodes_.back()->Call({"CLUSTER", "MYID"})->text);
    }
  }

  // Which node has the slot of `key`.
  size_t OwnerOf(const std::string& key) const { return KeySlot(key) * 3UL / 16'384; }

  Status OnNode(size_t node, const Command& command) {
    return nodes_[node]->Call(command).status();
  }

  std::optional<TestCluster> cluster_;
  std::unique_ptr<Client> client_;
  std::vector<std::unique_ptr<Client>> nodes_;  // each node by itself
  std::vector<std::string> ids_;
};

TEST_F(RedisClusterTest, KeysGoToTheirNodes) {
  std::vector<Command> commands;
  for (int i = 0; i < 300; ++i) {
    commands.push_back({"SET", "key" + std::to_string(i), std::to_string(i)});
  }
  for (int i = 0; i < 300; ++i) commands.push_back({"GET", "key" + std::to_string(i)});
  const auto replies = client_->Pipeline(commands);
  ASSERT_TRUE(replies.ok()) << replies.status().ToString();
  for (int i = 0; i < 300; ++i) ASSERT_EQ((*replies)[300 + i].text, std::to_string(i));
  for (const auto& node : nodes_) EXPECT_GT(node->Call({"DBSIZE"})->integer, 50);
  EXPECT_TRUE(client_->Ping().ok());
  const Script script("return redis.call('INCRBY', KEYS[1], ARGV[1])");
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client_->Eval(script, {"n" + std::to_string(i)}, {"7"})->integer, 7);
  }
}

TEST_F(RedisClusterTest, FollowsASlotThatMoves) {
  const std::string key = "moving";
  const std::string slot = std::to_string(KeySlot(key));
  const size_t from = OwnerOf(key);
  const size_t to = (from + 1) % 3;
  ASSERT_TRUE(client_->Set(key, "1", milliseconds(0)).ok());
  ASSERT_TRUE(OnNode(to, {"CLUSTER", "SETSLOT", slot, "IMPORTING", ids_[from]}).ok());
  ASSERT_TRUE(OnNode(from, {"CLUSTER", "SETSLOT", slot, "MIGRATING", ids_[to]}).ok());
  // Still there: answered by the old node. Not there: ASK, and the new one answers.
  EXPECT_EQ(client_->Get(key).value(), "1");
  ASSERT_TRUE(OnNode(from, {"MIGRATE", "127.0.0.1", std::to_string(cluster_->node(to).port()), key,
                            "0", "5000"})
                  .ok());
  EXPECT_EQ(client_->Get(key).value(), "1");
  ASSERT_TRUE(client_->Call({"APPEND", key, "2"}).ok());
  // The old node answers MOVED from here on.
  for (const size_t node : {to, from}) {
    ASSERT_TRUE(OnNode(node, {"CLUSTER", "SETSLOT", slot, "NODE", ids_[to]}).ok());
  }
  EXPECT_EQ(client_->Get(key).value(), "12");
  ASSERT_TRUE(client_->Call({"APPEND", key, "3"}).ok());
  EXPECT_EQ(client_->Get(key).value(), "123");
}

TEST_F(RedisClusterTest, ANodeThatIsGoneConcernsItsOwnKeysAlone) {
  std::vector<std::string> keys(3);
  for (int i = 0; keys[0].empty() || keys[1].empty() || keys[2].empty(); ++i) {
    const std::string key = "k" + std::to_string(i);
    keys[OwnerOf(key)] = key;
  }
  for (const std::string& key : keys) {
    ASSERT_TRUE(client_->Set(key, key, milliseconds(0)).ok());
  }
  cluster_->node(0).Kill();  // the seed, too
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(client_->Get(keys[0]).status().code(), StatusCode::kUnavailable);
    EXPECT_EQ(client_->Get(keys[1]).value(), keys[1]);
    EXPECT_EQ(client_->Get(keys[2]).value(), keys[2]);
  }
  EXPECT_FALSE(client_->stats().available);
}

TEST_F(RedisClusterTest, MessagesReachSubscribersOfAnyNode) {
  std::atomic<bool> heard{false};
  auto subscriber = Subscriber::Start(
      cluster_->ClientOptions(),
      {[&](const std::string&, const std::string& text) { heard = text == "hello"; }, {}, {}});
  ASSERT_TRUE(subscriber.ok()) << subscriber.status().ToString();
  (*subscriber)->Subscribe("news");
  const auto deadline = std::chrono::steady_clock::now() + seconds(30);
  while (!heard && std::chrono::steady_clock::now() < deadline) {
    ASSERT_TRUE(OnNode(2, {"PUBLISH", "news", "hello"}).ok());
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_TRUE(heard);
}

TEST_F(RedisClusterTest, WhenAllAreGoneCallsFail) {
  ASSERT_TRUE(client_->Ping().ok());
  for (size_t i = 0; i < cluster_->size(); ++i) cluster_->node(i).Kill();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client_->Get("k").status().code(), StatusCode::kUnavailable);
  }
}

}  // namespace
}  // namespace assay::redis
