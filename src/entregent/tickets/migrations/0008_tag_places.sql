-- A ticket stands once in the list of each of its tags, where its last change puts it; an absorbed one in none: see
-- docs/decisions/0005.
CREATE FUNCTION tickets_place_tags() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM tickets_tagplace WHERE ticket = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.merged_into_id IS NULL THEN
        INSERT INTO tickets_tagplace (ticket, brand_id, tag, status, updated_at)
        SELECT DISTINCT NEW.id, NEW.brand_id, tag, NEW.status, NEW.updated_at FROM unnest(NEW.tags) tag;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER tickets_tags_of_new AFTER INSERT ON tickets_ticket
    FOR EACH ROW WHEN (NEW.tags <> '{}') EXECUTE FUNCTION tickets_place_tags();
CREATE TRIGGER tickets_tags_of_changed AFTER UPDATE OF tags, status, updated_at, merged_into_id ON tickets_ticket
    FOR EACH ROW WHEN ((OLD.tags <> '{}' OR NEW.tags <> '{}') AND (OLD.tags, OLD.status, OLD.updated_at, OLD.merged_into_id)
        IS DISTINCT FROM (NEW.tags, NEW.status, NEW.updated_at, NEW.merged_into_id)) EXECUTE FUNCTION tickets_place_tags();
CREATE TRIGGER tickets_tags_of_gone AFTER DELETE ON tickets_ticket
    FOR EACH ROW WHEN (OLD.tags <> '{}') EXECUTE FUNCTION tickets_place_tags();

INSERT INTO tickets_tagplace (ticket, brand_id, tag, status, updated_at)
SELECT DISTINCT id, brand_id, tag, status, updated_at FROM tickets_ticket, unnest(tags) tag WHERE merged_into_id IS NULL;

DROP FUNCTION tickets_tagged;
