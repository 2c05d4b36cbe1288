package dev.scorebus.train.problem;

import dev.scorebus.refusal.UnreadableBody;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;

/// Refuses a body for the keys that nothing reads, and names all of them at once. They are gathered while the body is read, on the
/// thread that reads it.
@RestControllerAdvice
class UnknownKeys extends RequestBodyAdviceAdapter implements JsonMapperBuilderCustomizer {
    private static final ThreadLocal<List<String>> FOUND = ThreadLocal.withInitial(ArrayList::new);

    @Override
    public void customize(JsonMapper.Builder mapper) {
        mapper.addHandler(new Gathering());
    }

    @Override
    public boolean supports(
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        FOUND.get().clear();
        return message;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        if (!FOUND.get().isEmpty()) {
            throw new ProblemException(new Problem.Invalid(FOUND.get()));
        }
        return body;
    }

    private static final class Gathering extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                ValueDeserializer<?> reader,
                Object beanOrClass,
                String name) {
            List<String> known =
                    reader.getKnownPropertyNames().stream().map(String::valueOf).sorted().toList();
            // Where it stands is not said: records are read with their keys put aside, and the
            // known keys tell which it is.
            FOUND.get().add(UnreadableBody.unknownKey(name, known));
            parser.skipChildren();
            return true;
        }
    }
}
