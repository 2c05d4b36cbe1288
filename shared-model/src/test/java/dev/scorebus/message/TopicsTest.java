package dev.scorebus.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
    @Test
    void sharedTopicsHaveThePrefixAndThoseOfAnActionItsName() {
        Topics topics = new Topics("test-1");

        assertThat(topics.actions()).isEqualTo("test-1.actions");
        assertThat(topics.models()).isEqualTo("test-1.models");
        assertThat(topics.tracking()).isEqualTo("test-1.tracking");
        assertThat(Topics.retry("merge-time")).isEqualTo("merge-time.retry");
        assertThat(Topics.deadLetters("merge-time")).isEqualTo("merge-time.dlq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "é", "\n"})
    void aPrefixThatIsNoTopicNameIsRefused(String prefix) {
        assertThatThrownBy(() -> new Topics(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A topic prefix has 1 to 64 of");
    }
}
