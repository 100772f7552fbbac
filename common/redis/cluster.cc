#include "common/redis/cluster.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <thread>

#include "common/redis/node.h"

namespace assay::redis {
namespace {

using Clock = std::chrono::steady_clock;
using NodePtr = std::shared_ptr<Node>;

constexpr size_t kSlots = 16'384;
constexpr int kMaxRounds = 16;
constexpr std::chrono::milliseconds kPause{20};
constexpr std::chrono::milliseconds kBetweenRefreshes{100};

struct SlotMap {
  std::array<NodePtr, kSlots> owners;  // null: nobody serves it
};

// Where the commands of one Pipeline stand.
struct Job {
  const std::vector<Command>& commands;
  Deadline deadline;
  std::vector<Value> replies = {};
  std::vector<size_t> pending = {};
  std::map<size_t, NodePtr> sent_to = {};  // where a node said to ask, for the next round
  std::map<size_t, bool> asking = {};
  bool stale = false;   // the map is wrong
  bool pause = false;   // the cluster is in the middle of something
  int unreachable = 0;  // rounds in which a node could not be reached
  Status last = Unavailable("redis: the cluster has no answer");
};

class ClusterClient final : public Client {
 public:
  ClusterClient(const Url& url, const Options& options) : options_(options) {
    for (const Endpoint& endpoint : url.endpoints) seeds_.push_back(NodeOf(endpoint));
  }

  Result<std::vector<Value>> Pipeline(const std::vector<Command>& commands,
                                      Timeout timeout) override {
    Job job{commands, Clock::now() + timeout.value_or(options_.command_timeout)};
    job.replies.resize(commands.size());
    for (size_t i = 0; i < commands.size(); ++i) job.pending.push_back(i);
    for (int round = 0; round < kMaxRounds && !job.pending.empty(); ++round) {
      if (round > 0 && Clock::now() >= job.deadline) break;
      ASSAY_RETURN_IF_ERROR(RunRound(job));
      if (job.pause) std::this_thread::sleep_for(kPause);
    }
    if (!job.pending.empty()) return job.last;
    return std::move(job.replies);
  }

  Stats stats() const override {
    const std::lock_guard lock(mutex_);
    Stats all;
    for (const auto& [endpoint, node] : nodes_) {
      const Stats one = node->stats();
      all.calls += one.calls;
      all.failures += one.failures;
      all.refused += one.refused;
      all.available = all.available && one.available;
    }
    return all;
  }

 private:
  NodePtr NodeOf(const Endpoint& endpoint) {
    const std::lock_guard lock(mutex_);
    NodePtr& node = nodes_[endpoint];
    if (!node) node = std::make_shared<Node>(endpoint, 0, options_);
    return node;
  }

  Status RunRound(Job& job) {
    ASSAY_ASSIGN_OR_RETURN(const auto map, Slots(job.stale, job.deadline));
    job.stale = job.pause = false;
    std::map<NodePtr, std::vector<size_t>> groups;
    for (const size_t index : job.pending) {
      const NodePtr node = Target(job, index, *map);
      if (!node) return Unavailable("redis: no node of the cluster serves the key's slot");
      groups[node].push_back(index);
    }
    job.pending.clear();
    for (const auto& [node, indices] : groups) {
      ASSAY_RETURN_IF_ERROR(RunGroup(job, *node, indices));
    }
    std::ranges::sort(job.pending);
    return OkStatus();
  }

  NodePtr Target(Job& job, size_t index, const SlotMap& map) {
    if (const auto found = job.sent_to.find(index); found != job.sent_to.end()) {
      const NodePtr node = found->second;
      job.sent_to.erase(found);
      return node;
    }
    const auto slot = CommandSlot(job.commands[index]);
    if (slot) return map.owners[*slot];
    for (const NodePtr& owner : map.owners) {
      if (owner && owner->stats().available) return owner;
    }
    return map.owners[0];
  }

  Status RunGroup(Job& job, Node& node, const std::vector<size_t>& indices) {
    std::vector<Command> commands;
    for (const size_t index : indices) {
      if (job.asking.contains(index)) commands.push_back({"ASKING"});
      commands.push_back(job.commands[index]);
    }
    bool sent = false;
    auto replies = node.Exchange(commands, job.deadline, sent);
    if (!replies.ok()) {
      // Another node may have the slots by now; what may have run is not run again.
      if (sent || ++job.unreachable > 2) return replies.status();
      job.last = replies.status();
      job.stale = true;
      job.pending.insert(job.pending.end(), indices.begin(), indices.end());
      return OkStatus();
    }
    size_t at = 0;
    for (const size_t index : indices) {
      if (job.asking.erase(index) > 0) ++at;
      TakeReply(job, node, index, std::move((*replies)[at++]));
    }
    return OkStatus();
  }

  void TakeReply(Job& job, const Node& node, size_t index, Value reply) {
    if (reply.IsError()) {
      if (const auto redirect = ParseRedirect(reply.text)) {
        Endpoint target = node.endpoint();
        if (!redirect->host.empty()) target.host = redirect->host;
        target.port = redirect->port;
        job.sent_to[index] = NodeOf(target);
        if (redirect->ask) job.asking[index] = true;
        job.stale = job.stale || !redirect->ask;
        job.pending.push_back(index);
        job.last = Unavailable("redis: " + reply.text);
        return;
      }
      if (reply.text.starts_with("TRYAGAIN") || reply.text.starts_with("CLUSTERDOWN")) {
        job.pause = job.stale = true;
        job.pending.push_back(index);
        job.last = ErrorOf(reply);
        return;
      }
    }
    job.replies[index] = std::move(reply);
  }

  // The map; asked for anew where there is none, or where it is stale and was not asked for just
  // now. One thread asks at a time.
  Result<std::shared_ptr<const SlotMap>> Slots(bool stale, Deadline deadline) {
    {
      const std::lock_guard lock(mutex_);
      if (map_ && (!stale || Clock::now() < refreshed_ + kBetweenRefreshes)) return map_;
    }
    const std::lock_guard one(refreshing_);
    std::vector<NodePtr> candidates;
    {
      const std::lock_guard lock(mutex_);
      if (map_ && Clock::now() < refreshed_ + kBetweenRefreshes) return map_;
      for (const auto& [endpoint, node] : nodes_) candidates.push_back(node);
    }
    Status last = Unavailable("redis: no node of the cluster answers");
    for (const NodePtr& node : candidates) {
      auto map = AskNode(*node, deadline);
      if (map.ok()) {
        Adopt(*map);
        return map;
      }
      last = map.status();
    }
    // What was known is better than nothing.
    const std::lock_guard lock(mutex_);
    if (map_) return map_;
    return last;
  }

  Result<std::shared_ptr<const SlotMap>> AskNode(Node& node, Deadline deadline) {
    bool sent = false;
    ASSAY_ASSIGN_OR_RETURN(const auto replies,
                           node.Exchange({{"CLUSTER", "SLOTS"}}, deadline, sent));
    ASSAY_RETURN_IF_ERROR(ErrorOf(replies.front()));
    auto map = std::make_shared<SlotMap>();
    bool any = false;
    for (const Value& range : replies.front().elements) {
      if (range.elements.size() < 3 || range.elements[2].elements.size() < 2) {
        return DataLoss(node.endpoint().Name() + ": CLUSTER SLOTS in an unknown form");
      }
      const auto first = static_cast<uint64_t>(range.elements[0].integer);
      const auto last = static_cast<uint64_t>(range.elements[1].integer);
      const Value& master = range.elements[2];
      Endpoint endpoint = node.endpoint();
      // Empty or null: the address that it was asked at.
      if (const std::string& host = master.elements[0].text; !host.empty() && host != "?") {
        endpoint.host = host;
      }
      endpoint.port = static_cast<uint16_t>(master.elements[1].integer);
      const NodePtr owner = NodeOf(endpoint);
      for (uint64_t slot = first; slot <= last && slot < kSlots; ++slot) map->owners[slot] = owner;
      any = true;
    }
    if (!any) return Unavailable(node.endpoint().Name() + ": serves no slots yet");
    return std::shared_ptr<const SlotMap>(std::move(map));
  }

  // Nodes that nobody named stay among the seeds only: addresses come and go.
  void Adopt(const std::shared_ptr<const SlotMap>& map) {
    const std::lock_guard lock(mutex_);
    map_ = map;
    refreshed_ = Clock::now();
    std::map<Endpoint, NodePtr> named;
    for (const NodePtr& node : seeds_) named[node->endpoint()] = node;
    for (const NodePtr& owner : map->owners) {
      if (owner) named[owner->endpoint()] = owner;
    }
    nodes_ = std::move(named);
  }

  const Options options_;
  std::vector<NodePtr> seeds_;
  std::mutex refreshing_;  // taken before mutex_
  mutable std::mutex mutex_;
  std::map<Endpoint, NodePtr> nodes_;
  std::shared_ptr<const SlotMap> map_;
  Clock::time_point refreshed_;
};

}  // namespace

Result<std::unique_ptr<Client>> MakeClusterClient(const Url& url, const Options& options) {
  return std::unique_ptr<Client>(std::make_unique<ClusterClient>(url, options));
}

}  // namespace assay::redis
