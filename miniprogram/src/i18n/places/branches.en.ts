import type { branchesZh } from './branches.zh.ts';

export const branchesEn: { [Key in keyof typeof branchesZh]: string } = {
  inStock: 'In stock',
  fewLeft: 'Few left',
  outOfStock: 'Not here now',
  open: 'Open',
  closedNow: 'Closed now',
  suspended: 'Not taking orders',
  closedDown: 'Closed down',
  opensSoon: 'Opens soon',
  hours: 'Open {opens}–{closes}',
  closedToday: 'Closed today',
  allDay: 'Open 24 hours',
  nearest: 'Nearest to you',

  branchesTitle: 'Choose a branch',
  branchesSearch: 'City, county or name',
  branchesNearest: 'Nearby',
  branchesFound: 'Found',
  branchesNone: 'No branch found',
  branchesNoneNote: 'Try the name of a city or county',
  branchesEnter: 'Enter',
  branchesNavigate: 'Directions',
  branchesUseLocation: 'Use my location',
  branchesStart: 'Search by city, county or name, or use your location',
  currentBranch: 'Current',
};
