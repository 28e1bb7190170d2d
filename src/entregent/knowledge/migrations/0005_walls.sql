-- Wagtail's tables know no brand: a page is its brand's by its place in the tree, a file by its collection. The walls stand there
-- all the same. Nothing opened, nothing seen, but the root and the homes, which say no more than a brand's name.
--
-- Each function is asked once a statement (a scalar sub-select in the policy), and looks as the owner.
CREATE FUNCTION knowledge_open_places() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce(array_agg(p.path::text), '{}') FROM knowledge_home h JOIN wagtailcore_page p ON p.id = h.page_ptr_id
    WHERE p.depth = 2
        AND h.brand_id = ANY (string_to_array(nullif(current_setting('entregent.brands', true), ''), ',')::uuid[])
$$;

CREATE FUNCTION knowledge_open_collections() RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce(array_agg(h.collection_id), '{}') FROM knowledge_home h
    WHERE h.brand_id = ANY (string_to_array(nullif(current_setting('entregent.brands', true), ''), ',')::uuid[])
$$;

ALTER TABLE wagtailcore_page ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtailcore_page
    USING (depth <= 2 OR substr(path, 1, 8) = ANY ((SELECT knowledge_open_places())::text[]));

-- What is kept of a page besides: its versions, its log, its comments, its way through the review.
ALTER TABLE wagtailcore_revision ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtailcore_revision USING (EXISTS (
    SELECT 1 FROM wagtailcore_page p
    WHERE p.id = CASE WHEN object_id ~ '^[0-9]{1,9}$' THEN object_id::integer END
        AND substr(p.path, 1, 8) = ANY ((SELECT knowledge_open_places())::text[])));
ALTER TABLE wagtailcore_workflowstate ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtailcore_workflowstate USING (EXISTS (
    SELECT 1 FROM wagtailcore_page p
    WHERE p.id = CASE WHEN object_id ~ '^[0-9]{1,9}$' THEN object_id::integer END
        AND substr(p.path, 1, 8) = ANY ((SELECT knowledge_open_places())::text[])));
ALTER TABLE wagtailcore_taskstate ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtailcore_taskstate USING (EXISTS (
    SELECT 1 FROM wagtailcore_workflowstate s WHERE s.id = workflow_state_id));
ALTER TABLE wagtailcore_comment ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtailcore_comment USING (EXISTS (
    SELECT 1 FROM wagtailcore_page p WHERE p.id = page_id AND substr(p.path, 1, 8) = ANY ((SELECT knowledge_open_places())::text[])));
ALTER TABLE wagtailcore_pagelogentry ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtailcore_pagelogentry USING (EXISTS (
    SELECT 1 FROM wagtailcore_page p WHERE p.id = page_id AND substr(p.path, 1, 8) = ANY ((SELECT knowledge_open_places())::text[])))
    WITH CHECK (true); -- a deletion is told once the page is gone

ALTER TABLE wagtailimages_image ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtailimages_image USING (collection_id = ANY ((SELECT knowledge_open_collections())::integer[]));
ALTER TABLE wagtailimages_rendition ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtailimages_rendition USING (EXISTS (SELECT 1 FROM wagtailimages_image i WHERE i.id = image_id));
ALTER TABLE wagtaildocs_document ENABLE ROW LEVEL SECURITY;
CREATE POLICY knowledge_wall ON wagtaildocs_document USING (collection_id = ANY ((SELECT knowledge_open_collections())::integer[]));
