import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type SavedList, savedLists } from '@jindian/shared/contract/people/saved-views';
import type { FormFields } from '../forms/fields.ts';
import { type FormRegistry, form } from '../forms/form.tsx';
import { listPaths } from '../ui/saved-views.tsx';

/** Keeping the filter of a list, and forgetting it; both come back to the list. */
export function savedViewForms(forms: FormRegistry): void {
  const listOf = (fields: FormFields): SavedList =>
    savedLists.find((one) => one === fields.text('list')) ?? savedLists[0];
  forms.acts('/saved-views', {
    save: form({
      endpoint: endpoints.hqSaveView,
      words: { name: 'viewNameBad' },
      next: ({ list, query }) => `${listPaths[list]}?${query}`,
    }),
    remove: form({
      endpoint: endpoints.hqRemoveView,
      params: (_, fields) => ({ viewId: fields.text('viewId') }),
      next: (_, __, fields) => listPaths[listOf(fields)],
    }),
  });
}
