package dev.scorebus.score.sink;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Output;
import dev.scorebus.score.ScoreProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/// Opens the sinks of an action.
@Component
public final class SinkOpener {
    private final ScoreProperties properties;
    private final MeterRegistry registry;

    SinkOpener(ScoreProperties properties, MeterRegistry registry) {
        this.properties = properties;
        this.registry = registry;
    }

    /// The sinks of an action, for whoever runs it to close. None of them is asked yet whether it is there.
    ///
    /// @param instance names this process start, in what is committed
    /// @throws SinkUnavailableException when this instance's settings have not what an output names
    public Sinks open(Action action, String instance) {
        List<Sink> sinks = new ArrayList<>();
        for (Output output : action.outputs()) {
            switch (output) {
                case Output.Topic _ -> {}
                case Output.Postgres postgres ->
                        sinks.add(metered(postgres(postgres), action, "postgres"));
                case Output.Webhook _ -> throw unknown("webhook");
                case Output.File _ -> throw unknown("file");
            }
        }
        return new Sinks(sinks);
    }

    private Sink metered(Sink sink, Action action, String kind) {
        return new MeteredSink(sink, registry, action.name(), kind);
    }

    private Sink postgres(Output.Postgres output) {
        ScoreProperties.Connection settings = properties.connections().get(output.connection());
        if (settings == null) {
            throw new SinkUnavailableException(
                    "connection '%s' is not among this service's settings (scorebus.score.connections); known: %s"
                            .formatted(
                                    output.connection(),
                                    String.join(
                                            ", ",
                                            new TreeSet<>(properties.connections().keySet()))));
        }
        return new PostgresSink(output, settings);
    }

    private static SinkUnavailableException unknown(String kind) {
        return new SinkUnavailableException(
                "this release does not run '%s' outputs yet".formatted(kind));
    }
}
