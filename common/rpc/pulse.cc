#include "common/rpc/pulse.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace assay::rpc {
namespace {

constexpr std::chrono::milliseconds kInterval{400};

}  // namespace

struct Pulse::State {
  grpc::CallbackGenericService service;  // answers every call with UNIMPLEMENTED
  std::unique_ptr<grpc::Server> server;
  std::shared_ptr<grpc::Channel> channel;
  std::mutex mutex;
  std::condition_variable changed;
  bool stop = false, busy = false;
  std::thread thread;

  void Loop() {
    grpc::GenericStub stub(channel);
    const grpc::Slice nothing("");
    const grpc::ByteBuffer request(&nothing, 1);
    std::unique_lock lock(mutex);
    while (!changed.wait_for(lock, kInterval, [this] { return stop; })) {
      grpc::ClientContext context;
      grpc::ByteBuffer response;
      busy = true;
      lock.unlock();
      stub.UnaryCall(&context, "/assay.rpc.Pulse/Beat", {}, &request, &response,
                     [this](const grpc::Status&) {
                       const std::lock_guard done(mutex);
                       busy = false;
                       changed.notify_all();
                     });
      lock.lock();
      changed.wait(lock, [this] { return !busy; });
    }
  }
};

Pulse::Pulse() : state_(std::make_unique<State>()) {
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&state_->service);
  state_->server = builder.BuildAndStart();
  if (!state_->server) return;  // calls are slower, and that is all
  state_->channel = state_->server->InProcessChannel({});
  state_->thread = std::thread([this] { state_->Loop(); });
}

Pulse::~Pulse() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stop = true;
    state_->changed.notify_all();
  }
  if (state_->thread.joinable()) state_->thread.join();
  state_->channel.reset();
  if (state_->server) state_->server->Shutdown();
}

std::shared_ptr<Pulse> Pulse::Share() {
  static std::mutex mutex;
  static std::weak_ptr<Pulse> shared;
  const std::lock_guard lock(mutex);
  std::shared_ptr<Pulse> pulse = shared.lock();
  if (!pulse) {
    pulse.reset(new Pulse());
    shared = pulse;
  }
  return pulse;
}

}  // namespace assay::rpc
