package dev.scorebus.cli.topic;

import dev.scorebus.cli.platform.KafkaOption;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import dev.scorebus.message.WireJson;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `scorebus topic list`.
@Command(
        name = "list",
        description =
                "Lists topics with the offsets they hold, transaction markers among them; Kafka's own are left out.")
public final class TopicListCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final KafkaOption kafka = new KafkaOption();

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (KafkaTopics topics = new KafkaTopics(kafka.bootstrap())) {
            List<KafkaTopics.Topic> list = topics.list();
            if (json) {
                console.say(
                        WireJson.mapper()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(list));
            } else {
                Table table = new Table("TOPIC", "PARTITIONS", "OFFSETS");
                list.forEach(topic -> table.row(topic.name(), topic.partitions(), topic.offsets()));
                table.print(console);
            }
        }
        return ExitCode.DONE.code();
    }
}
