package dev.scorebus.cli.platform;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// Writes in the log of a laptop's platform which service a line is of. All share one process, and a library's loggers tell
/// nothing; but each service's threads come from the one that started it.
public final class ServiceName extends ClassicConverter {
    private static final InheritableThreadLocal<String> OF_THREAD = new InheritableThreadLocal<>();

    /// Says that this thread, and all that it starts from now on, are a service's.
    static void begin(String service) {
        OF_THREAD.set(service);
    }

    /// Says that this thread is no service's any more.
    static void end() {
        OF_THREAD.remove();
    }

    @Override
    public String convert(ILoggingEvent event) {
        String service = OF_THREAD.get();
        return service == null ? "platform" : service;
    }
}
