package dev.scorebus.score.sink;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Output;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Opens the sinks of an action.
@Component
public final class SinkOpener {

    /// The sinks of an action, for whoever runs it to close. None of them is asked yet whether it is there.
    ///
    /// @param instance names this process start, in what is committed
    /// @throws SinkUnavailableException when this instance's settings have not what an output names
    public Sinks open(Action action, String instance) {
        List<Sink> sinks = new ArrayList<>();
        for (Output output : action.outputs()) {
            switch (output) {
                case Output.Topic _ -> {}
                case Output.Postgres _ -> throw unknown("postgres");
                case Output.Webhook _ -> throw unknown("webhook");
                case Output.File _ -> throw unknown("file");
            }
        }
        return new Sinks(sinks);
    }

    private static SinkUnavailableException unknown(String kind) {
        return new SinkUnavailableException(
                "this release does not run '%s' outputs yet".formatted(kind));
    }
}
