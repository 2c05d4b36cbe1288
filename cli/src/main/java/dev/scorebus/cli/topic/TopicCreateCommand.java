package dev.scorebus.cli.topic;

import dev.scorebus.cli.platform.KafkaOption;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus topic create`.
@Command(name = "create", description = "Makes a topic; one that exists stays as it is.")
public final class TopicCreateCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final KafkaOption kafka = new KafkaOption();

    @Parameters(index = "0", paramLabel = "NAME", description = "the topic's name")
    private String name = "";

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "how many partitions it gets (${DEFAULT-VALUE})")
    private int partitions;

    @Override
    public Integer call() {
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "--partitions is at least 1, got %d".formatted(partitions));
        }
        try (KafkaTopics topics = new KafkaTopics(kafka.bootstrap())) {
            boolean created = topics.create(name, partitions, Map.of());
            int has = topics.partitions(name).orElse(partitions);
            Console.of(spec)
                    .say(
                            created
                                    ? "Topic %s has been made with %d partitions"
                                            .formatted(name, has)
                                    : "Topic %s exists already, with %d partitions"
                                            .formatted(name, has));
        }
        return ExitCode.DONE.code();
    }
}
