#include "process_group.h"
#include "nccl_backend.h"

// The wheel's c10d is built with Gloo; its header hides the class unless the user of the header says so too.
#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <c10/util/Flags.h>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

C10_DECLARE_int(caffe2_log_level);

using namespace reverie;

namespace {

/// c10d writes what it throws to stderr as well, each time with a stack trace.
void silence_log() {
  constexpr int nothing_but_fatal = 3;
  if (!std::getenv("TORCH_CPP_LOG_LEVEL"))
    FLAGS_caffe2_log_level = nothing_but_fatal;
}

/// What an address resolves to, as the system's list.
class Resolved {
public:
  Resolved(const std::string &host, uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    int status = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &first);
    TORCH_CHECK(status == 0, "the address ", host, " cannot be resolved: ", gai_strerror(status));
  }
  ~Resolved() { freeaddrinfo(first); }
  Resolved(const Resolved &) = delete;

  addrinfo *first = nullptr;
};

class Socket {
public:
  Socket(const addrinfo *place, int type) : descriptor(socket(place->ai_family, type, 0)) {}
  ~Socket() {
    if (descriptor >= 0)
      close(descriptor);
  }
  Socket(const Socket &) = delete;
  int release() { return std::exchange(descriptor, -1); }

  int descriptor;
};

bool is_loopback(const addrinfo *place) {
  if (place->ai_family == AF_INET)
    return (ntohl(reinterpret_cast<sockaddr_in *>(place->ai_addr)->sin_addr.s_addr) >> 24) == 127;
  return place->ai_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<sockaddr_in6 *>(place->ai_addr)->sin6_addr);
}

/// TCPStore's server listens on every interface. Ranks that meet at the loopback interface need no other.
std::optional<int> loopback_listener(const std::string &host, uint16_t port) {
  Resolved places(host, port);
  if (!is_loopback(places.first))
    return std::nullopt;
  Socket listener(places.first, SOCK_STREAM);
  int yes = 1;
  setsockopt(listener.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  TORCH_CHECK(bind(listener.descriptor, places.first->ai_addr, places.first->ai_addrlen) == 0 &&
                  listen(listener.descriptor, SOMAXCONN) == 0,
              "nobody can meet at ", host, ":", port, ": ", std::strerror(errno));
  return listener.release();
}

/// This machine's address on the way to `host`: the one that the other ranks can reach, unlike what the machine's own
/// name often resolves to. Nothing is sent.
std::string address_towards(const std::string &host, uint16_t port) {
  Resolved places(host, port);
  for (addrinfo *place = places.first; place; place = place->ai_next) {
    Socket probe(place, SOCK_DGRAM);
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    char name[NI_MAXHOST];
    if (probe.descriptor >= 0 && connect(probe.descriptor, place->ai_addr, place->ai_addrlen) == 0 &&
        getsockname(probe.descriptor, reinterpret_cast<sockaddr *>(&own), &length) == 0 &&
        getnameinfo(reinterpret_cast<sockaddr *>(&own), length, name, sizeof name, nullptr, 0, NI_NUMERICHOST) == 0)
      return name;
  }
  TORCH_CHECK(false, "no way leads to ", host);
}

c10::intrusive_ptr<c10d::Backend> gloo_backend(const c10::intrusive_ptr<c10d::Store> &store, const std::string &host,
                                       uint16_t port, int rank, int size, std::chrono::milliseconds timeout) {
  using Gloo = c10d::ProcessGroupGloo;
  const char *interfaces = std::getenv("GLOO_SOCKET_IFNAME");
  c10::intrusive_ptr<Gloo::Options> options;
  if (interfaces && *interfaces) {
    options = Gloo::Options::create_default(timeout);
  } else {
    options = Gloo::Options::create(timeout);
    options->devices.push_back(Gloo::createDeviceForHostname(address_towards(host, port)));
  }
  return c10::make_intrusive<Gloo>(store, rank, size, options);
}

} // namespace

bool ct_require_nccl(CTorchError *error) { return done_or_error(error, require_nccl); }

void ct_process_group_release(CProcessGroup *group) {
  c10::raw::intrusive_ptr::decref(reinterpret_cast<ProcessGroup *>(group));
}

CProcessGroup *ct_process_group(const char *address, uint16_t port, bool has_server, const char *prefix,
                                int32_t rank, int32_t size, const char *device, double timeout,
                                CTorchError *error) {
  return guarded(error, static_cast<CProcessGroup *>(nullptr), [&] {
    silence_log();
    c10d::TCPStoreOptions options;
    options.port = port;
    options.isServer = rank == 0 && !has_server;
    options.waitWorkers = false;
    options.timeout = std::chrono::milliseconds(static_cast<int64_t>(timeout * 1000));
    if (options.isServer)
      options.masterListenFd = loopback_listener(address, port);
    auto group = c10::make_intrusive<ProcessGroup>();
    group->store = c10::make_intrusive<c10d::PrefixStore>(
        prefix, c10::make_intrusive<c10d::TCPStore>(address, options));
    group->gloo = gloo_backend(group->store, address, port, rank, size, options.timeout);
    c10::Device place{std::string(device)};
    if (!place.is_cpu()) {
      // Everyone is here before NCCL's meeting begins.
      require_nccl();
      group->gloo->barrier()->wait();
      group->nccl = nccl_backend(group->store, place, rank, size, options.timeout);
    }
    return reinterpret_cast<CProcessGroup *>(group.release());
  });
}

bool ct_all_reduce(CProcessGroup *group, CTensor *tensor, CTorchError *error) {
  return done_or_error(error, [&] { borrow(group)->sum(borrow(tensor))->wait(); });
}
bool ct_broadcast(CProcessGroup *group, CTensor *tensor, int32_t root, CTorchError *error) {
  return done_or_error(error, [&] {
    c10d::BroadcastOptions options;
    options.rootRank = root;
    std::vector<at::Tensor> list{borrow(tensor)};
    borrow(group)->backend(list[0]).broadcast(list, options)->wait();
  });
}
bool ct_barrier(CProcessGroup *group, CTorchError *error) {
  return done_or_error(error, [&] { borrow(group)->gloo->barrier()->wait(); });
}
