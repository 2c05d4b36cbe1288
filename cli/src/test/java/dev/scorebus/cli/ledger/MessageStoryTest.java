package dev.scorebus.cli.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.cli.terminal.Console;
import dev.scorebus.message.WireJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MessageStoryTest {
    @Test
    void aMessageBehindTheEndOfItsPartitionDoesNotExistYet() {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        MessageStory story =
                new MessageStory(
                        WireJson.mapper()
                                .readTree(
                                        """
                                        {"id": {"partition": 0, "offset": 99}, "topic": "in", "end": 13, "stories": [
                                          {"action": "a", "disposition": "NOT_YET", "history": []}]}
                                        """));

        story.print(new Console(writer, writer, false));

        assertThat(story.exists()).isFalse();
        assertThat(said.toString())
                .contains("there is no such message yet: the partition ends at offset 13");
    }

    @Test
    void aMessageThatWaitedBehindAnotherDidNotFail() {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);

        new MessageStory(
                        WireJson.mapper()
                                .readTree(
                                        """
                                        {"id": {"partition": 0, "offset": 7}, "topic": "in", "stories": [
                                          {"action": "a", "disposition": "HEALED", "history": [
                                            {"at": "T1", "replay": 0, "attempt": 0, "state": "FAILED", "mode": "STREAM", "error": "it waits"},
                                            {"at": "T2", "replay": 0, "attempt": 1, "state": "FAILED", "kind": "PROGRAM", "mode": "STREAM", "error": "weak"},
                                            {"at": "T3", "replay": 0, "attempt": 2, "state": "HEALED", "mode": "STREAM"}]}]}
                                        """))
                .print(new Console(writer, writer, false));

        assertThat(said.toString())
                .isEqualToNormalizingNewlines(
                        """
                        message in-0 at offset 7
                          action a: HEALED
                            T1: BEHIND STREAM: it waits
                            T2 attempt 1: FAILED PROGRAM STREAM: weak
                            T3 attempt 2: HEALED STREAM
                        """);
    }
}
