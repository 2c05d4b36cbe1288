package dev.scorebus.local;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/// The threads of one broker. Kafka ends its process when it cannot go on, as when its disk is full. Others live in this process:
/// when one of these threads asks for the end, only its broker ends.
final class BrokerThreads {
    private static final Map<ThreadGroup, BrokerThreads> ALL = new ConcurrentHashMap<>();

    static {
        Exit.setExitProcedure((code, why) -> end(code, why, Runtime.getRuntime()::exit));
        Exit.setHaltProcedure((code, why) -> end(code, why, Runtime.getRuntime()::halt));
    }

    private final ThreadGroup group;
    private final CompletableFuture<String> gaveUp = new CompletableFuture<>();

    /// @param name of the broker
    BrokerThreads(String name) {
        this.group = new ThreadGroup(name);
        ALL.put(group, this);
    }

    private static void end(int code, @Nullable String why, ProcessEnd process) {
        BrokerThreads threads = ALL.get(Thread.currentThread().getThreadGroup());
        if (threads == null) {
            process.with(code);
        } else {
            threads.gaveUp.complete(why == null ? "it wanted to end with code " + code : why);
        }
    }

    /// Done when a thread has asked for the end, with its reason.
    CompletableFuture<String> gaveUp() {
        return gaveUp;
    }

    /// Begins a step on a thread of its own; those that it starts are the broker's too.
    CompletableFuture<Void> begin(Runnable step) {
        return CompletableFuture.runAsync(
                step, command -> new Thread(group, command, group.getName()).start());
    }

    /// Interrupts all that still run.
    void interrupt() {
        group.interrupt();
    }

    /// The broker has ended.
    void forget() {
        ALL.remove(group);
    }

    private interface ProcessEnd {
        void with(int code);
    }
}
